import { useInfiniteQuery } from "@tanstack/react-query";
import { Bell as BellIcon } from "lucide-react";
import { Suspense } from "react";
import { notificationsQuery } from "@/api/desk";
import { IconButton } from "@/components/Button";
import { ErrorBoundary } from "@/components/ErrorBoundary";
import { Popover } from "@/components/Popover";
import { RowBones } from "@/components/Skeletons";
import { formatCount, plural } from "@/lib/format";
import { BellPanel } from "../lazy-pages";

/** Says how much happened that was not looked at, and shows it. */
export function Bell() {
  const { data } = useInfiniteQuery(notificationsQuery);
  const unread = data?.pages[0]?.unread ?? 0;
  return (
    <Popover
      label="Notifications"
      align="end"
      className="w-96"
      trigger={
        <IconButton label={unread > 0 ? `Notifications, ${plural(unread, "new one")}` : "Notifications"} className="relative">
          <BellIcon />
          {unread > 0 && (
            <span aria-hidden className="absolute top-0.5 right-0.5 min-w-3.5 rounded-full bg-solid px-1 text-center text-[9px]/[14px] text-on-solid tabular-nums">
              {unread > 99 ? "99+" : formatCount(unread)}
            </span>
          )}
        </IconButton>
      }
    >
      {(close) => (
        <ErrorBoundary resetKey="">
          <Suspense fallback={<RowBones rows={3} figures={0} />}>
            <BellPanel onClose={close} />
          </Suspense>
        </ErrorBoundary>
      )}
    </Popover>
  );
}
