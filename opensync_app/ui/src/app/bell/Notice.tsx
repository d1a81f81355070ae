import { Bell, CircleAlert, Coins, Import, Receipt, SearchCheck, Trash2, type LucideIcon } from "lucide-react";
import type { Notification } from "@/api/types";
import { Ago } from "@/components/Ago";
import { cx } from "@/lib/cx";

const ICONS: Record<string, LucideIcon> = {
  "import-finished": Import,
  "import-failed": CircleAlert,
  "budget-reached": Coins,
  "index-rebuilt": SearchCheck,
  "price-list-updated": Receipt,
  "trash-purged": Trash2,
};

/** One thing that happened; a dot says that it is new. */
export function Notice({ notification, onOpen }: { notification: Notification; onOpen: () => void }) {
  const Icon = ICONS[notification.kind] ?? Bell;
  const isNew = notification.readAt === null;
  return (
    <button type="button" onClick={onOpen} className="flex w-full items-start gap-3 px-4 py-3 text-left outline-offset-[-2px] hover:bg-fill-soft">
      <Icon className={cx("mt-0.5 size-4 shrink-0 stroke-[1.5]", notification.kind === "import-failed" ? "text-bad" : "text-muted")} />
      <span className="min-w-0 flex-1">
        <span className={cx("block text-[13px]", !isNew && "text-muted")}>{notification.title}</span>
        {notification.detail && <span className="mt-0.5 line-clamp-3 block text-xs break-words whitespace-pre-line text-muted">{notification.detail}</span>}
        <Ago at={notification.createdAt} className="mt-1 block text-micro text-dim" />
      </span>
      {isNew && (
        <span className="mt-1.5 size-2 shrink-0 rounded-full bg-accent">
          <span className="sr-only">new</span>
        </span>
      )}
    </button>
  );
}
