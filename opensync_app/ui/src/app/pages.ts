import type { LucideIcon } from "lucide-react";
import { LayoutDashboard, MessagesSquare, TextSearch } from "lucide-react";

export interface PageLink {
  to: "/overview" | "/sessions" | "/context";
  name: string;
  /** The key after `g` that goes there. */
  key: string;
  Icon: LucideIcon;
}

/** The pages of the header, in its order; one that is added here joins the tabs, the keys and the palette. */
export const PAGES: readonly PageLink[] = [
  { to: "/overview", name: "Overview", key: "o", Icon: LayoutDashboard },
  { to: "/sessions", name: "Sessions", key: "s", Icon: MessagesSquare },
  { to: "/context", name: "Context", key: "c", Icon: TextSearch },
];
