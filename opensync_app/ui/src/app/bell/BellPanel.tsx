import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { BellOff } from "lucide-react";
import { notificationsQuery, readNotifications } from "@/api/desk";
import type { Notification } from "@/api/types";
import { Button } from "@/components/Button";
import { RowBones } from "@/components/Skeletons";
import { Blank, Failure } from "@/components/States";
import { say } from "@/components/toast";
import { Notice } from "./Notice";

/** What happened, newest first. */
export function BellPanel({ onClose }: { onClose: () => void }) {
  const query = useInfiniteQuery(notificationsQuery);
  const read = useReading();
  const router = useRouter();
  const all = query.data?.pages.flatMap((page) => page.notifications) ?? [];
  const unread = query.data?.pages[0]?.unread ?? 0;
  const open = (notification: Notification): void => {
    if (notification.readAt === null) read([notification.id]);
    if (!isPath(notification.link)) return;
    onClose();
    router.history.push(notification.link);
  };
  return (
    <>
      <header className="flex h-11 shrink-0 items-center justify-between border-b pr-2 pl-4">
        <h2 className="text-sm">Notifications</h2>
        {unread > 0 && (
          <Button tone="quiet" onClick={() => read("all")}>
            Mark all as read
          </Button>
        )}
      </header>
      <div className="max-h-[28rem] min-h-0 overflow-y-auto">
        {query.isPending && <RowBones rows={3} figures={0} />}
        {query.isError && !query.data && <Failure title="They could not be read" error={query.error} onRetry={() => void query.refetch()} />}
        {query.data && all.length === 0 && (
          <Blank icon={<BellOff />} title="Nothing happened yet">
            Imports, budgets and upkeep tell here what they did.
          </Blank>
        )}
        <ul>
          {all.map((notification) => (
            <li key={notification.id} className="border-b last:border-b-0">
              <Notice notification={notification} onOpen={() => open(notification)} />
            </li>
          ))}
        </ul>
        {query.hasNextPage && (
          <div className="p-2 text-center">
            <Button tone="quiet" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              Older ones
            </Button>
          </div>
        )}
      </div>
    </>
  );
}

function useReading(): (ids: string[] | "all") => void {
  const client = useQueryClient();
  const mutation = useMutation({
    mutationFn: readNotifications,
    onError: (error) => say(error.message),
    onSettled: () => client.invalidateQueries({ queryKey: notificationsQuery.queryKey }),
  });
  return (ids) => mutation.mutate(ids);
}

/** Whether a link leads to a page of ours. */
function isPath(link: string): boolean {
  return link.startsWith("/") && !link.startsWith("//");
}
