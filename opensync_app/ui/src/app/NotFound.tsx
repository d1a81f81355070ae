import { Link } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { Blank } from "@/components/States";

/** The page for an address that leads nowhere. */
export function NotFound() {
  return (
    <Blank
      icon={<Compass />}
      title="There is no page at this address"
      action={
        <Link to="/sessions" className="text-xs text-accent-ink underline underline-offset-4">
          Go to the sessions
        </Link>
      }
    />
  );
}
