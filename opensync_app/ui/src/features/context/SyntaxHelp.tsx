import { CircleHelp } from "lucide-react";
import { IconButton } from "@/components/Button";
import { Kbd } from "@/components/Kbd";
import { Popover } from "@/components/Popover";
import { SYNTAX } from "./syntax";

const KEYS: readonly [string, string][] = [
  ["j k", "next, previous hit"],
  ["Enter", "open in the reader"],
  ["x", "pick for the context"],
  ["c", "copy what is picked"],
  ["/", "back to the words"],
];

/** What can be typed, and the keys; a click types the example. */
export function SyntaxHelp({ onPick }: { onPick: (example: string) => void }) {
  return (
    <Popover
      label="What can be typed"
      align="end"
      className="w-[23rem]"
      trigger={
        <IconButton label="What can be typed">
          <CircleHelp />
        </IconButton>
      }
    >
      {(close) => (
        <div className="overflow-y-auto p-1.5">
          <p className="px-2 pt-1.5 pb-2 text-xs text-muted">Any of the words may match; results with more of them stand first. A question in your own words works too.</p>
          <ul>
            {SYNTAX.map(({ example, words }) => (
              <li key={example}>
                <button
                  type="button"
                  onClick={() => {
                    close();
                    onPick(example);
                  }}
                  className="flex min-h-7 w-full items-baseline gap-3 rounded px-2 py-1 text-left text-xs hover:bg-fill"
                >
                  <code className="w-36 shrink-0 font-mono text-[11px] text-ink">{example}</code>
                  <span className="text-muted">{words}</span>
                </button>
              </li>
            ))}
          </ul>
          <ul className="mt-1.5 flex flex-wrap gap-x-3 gap-y-1.5 border-t px-2 pt-2.5 pb-1 text-micro text-muted">
            {KEYS.map(([keys, words]) => (
              <li key={keys} className="flex items-center gap-1.5">
                {keys.split(" ").map((key) => (
                  <Kbd key={key}>{key}</Kbd>
                ))}
                {words}
              </li>
            ))}
          </ul>
        </div>
      )}
    </Popover>
  );
}
