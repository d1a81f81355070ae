import type { ReactNode } from "react";
import { safeLink } from "@/lib/links";

/** A link out of the app; an address we do not follow stays plain text. */
export function OutLink({ href, children }: { href: string | undefined; children: ReactNode }) {
  const safe = safeLink(href);
  if (safe === undefined) return <span>{children}</span>;
  return (
    <a href={safe} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}
