import { Link } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { Blank } from "@/components/States";
import { PAGES } from "./pages";

/** The page for an address that leads nowhere. */
export function NotFound() {
  return (
    <Blank
      icon={<Compass />}
      title="There is no page at this address"
      action={
        <ul className="flex gap-5">
          {PAGES.map((page) => (
            <li key={page.to}>
              <Link to={page.to} className="text-xs text-accent-ink underline underline-offset-4">
                {page.name}
              </Link>
            </li>
          ))}
        </ul>
      }
    >
      It may have been moved, or the link was cut short.
    </Blank>
  );
}
