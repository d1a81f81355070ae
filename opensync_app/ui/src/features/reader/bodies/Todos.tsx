import { Circle, CircleCheck, CircleDot } from "lucide-react";
import type { TodoItem } from "@/lib/tools";

const ICONS = { completed: CircleCheck, in_progress: CircleDot, pending: Circle };

/** A to-do list as it stood with this call. */
export function Todos({ items }: { items: TodoItem[] }) {
  return (
    <ul className="space-y-1 text-[13px]">
      {items.map((item, index) => {
        const Icon = ICONS[item.state];
        return (
          <li key={index} className={item.state === "completed" ? "text-muted" : "text-ink"}>
            <Icon
              aria-label={item.state.replace("_", " ")}
              className={`mr-2 inline size-3.5 align-[-2px] ${item.state === "completed" ? "text-good" : item.state === "in_progress" ? "text-accent-ink" : "text-dim"}`}
            />
            {item.text}
          </li>
        );
      })}
    </ul>
  );
}
