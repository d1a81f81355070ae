import { Outlet, useNavigate, useParams, useRouter, useSearch } from "@tanstack/react-router";
import { useKeys } from "@/lib/use-keys";
import { cx } from "@/lib/cx";
import { FirstRun } from "@/features/sessions/FirstRun";
import { SessionList } from "@/features/sessions/SessionList";
import { sessionFilter } from "../search-params";

/** The list, and beside it the session that is open; on narrow screens one of the two. */
export function SessionsPage() {
  const search = useSearch({ from: "__root__" });
  const { sessionId } = useParams({ strict: false });
  const navigate = useNavigate();
  const isOpen = sessionId !== undefined;
  const router = useRouter();
  useKeys({
    Escape: () => {
      // The newest address counts, not the one on screen: a session may just be opening.
      if (router.latestLocation.pathname === "/sessions") return;
      void navigate({ to: "/sessions", search: (now) => ({ ...now, m: undefined }) });
    },
  });
  return (
    <div className="flex h-full">
      <div className={cx("h-full min-w-0", isOpen ? "hidden w-[clamp(21rem,36%,38rem)] shrink-0 border-r lg:block" : "w-full")}>
        <SessionList
          filter={sessionFilter(search)}
          openId={sessionId}
          onFilter={(change) => void navigate({ to: ".", search: (now) => ({ ...now, ...change }), replace: true })}
          onOpen={(id) => void navigate({ to: "/sessions/$sessionId", params: { sessionId: id }, search: { ...search, m: undefined } })}
          firstRun={<FirstRun />}
        />
      </div>
      {isOpen && (
        <div className="h-full min-w-0 flex-1">
          <Outlet />
        </div>
      )}
    </div>
  );
}
