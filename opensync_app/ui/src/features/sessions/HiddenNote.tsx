import { plural } from "@/lib/format";
import type { SessionsAddress } from "./address";

interface Props {
  address: SessionsAddress;
  hidden: { empty: number; automated: number };
  onChange: (change: SessionsAddress) => void;
}

/** Says what the list leaves out by itself, and brings it in or out again. */
export function HiddenNote({ address, hidden, onChange }: Props) {
  const kinds = [
    { name: "empty" as const, count: hidden.empty, noun: "empty session" },
    { name: "automated" as const, count: hidden.automated, noun: "automated session" },
  ];
  const shown = kinds.filter(({ name, count }) => count > 0 || address[name] === "1");
  if (address.trash) return <p className="shrink-0 border-b px-4 py-1.5 text-xs text-muted">What is in the trash is deleted for good after 30 days.</p>;
  if (shown.length === 0) return null;
  return (
    <p className="flex shrink-0 flex-wrap gap-x-4 border-b px-4 py-1.5 text-xs text-muted">
      {shown.map(({ name, count, noun }) => (
        <span key={name}>
          {address[name] ? `${name === "empty" ? "Empty" : "Automated"} sessions are shown` : `${plural(count, noun)} hidden`}{" "}
          <button type="button" onClick={() => onChange({ [name]: address[name] ? undefined : "1" })} className="underline hover:text-ink">
            {address[name] ? "Hide" : "Show"}
          </button>
        </span>
      ))}
    </p>
  );
}
