import { useState } from "react";
import { Ago } from "@/components/Ago";
import { SourceBadge } from "@/components/Badge";
import { Chip } from "@/components/Chip";
import { CodeBlock } from "@/components/CodeBlock";
import { DiffView } from "@/components/DiffView";
import { Kbd } from "@/components/Kbd";
import { Markdown } from "@/components/Markdown";
import { Snippet } from "@/components/Snippet";
import { ariaSort, SortHead, type Order } from "@/components/SortHead";
import { Terminal } from "@/components/Terminal";
import { diffLines } from "@/lib/diff";
import { Specimen } from "./Specimen";

const SOURCES = ["claude-code", "opencode", "codex", "cursor", "factory-droid", "pi", "gemini-cli", "copilot-cli", "elsewhere"];
const PROSE = "A **strong** word, `code`, a [link](https://example.org), and\n\n- a list\n- of two\n\n> a quotation\n\n| a | b |\n| --- | --- |\n| 1 | 2 |";

/** How words, code and figures look. */
export function Words() {
  const [order, setOrder] = useState<Order | undefined>("desc");
  const [opened] = useState(() => Date.now() - 90_000);
  return (
    <>
      <Specimen name="SourceBadge">
        {SOURCES.map((source) => (
          <SourceBadge key={source} source={source} />
        ))}
        {SOURCES.map((source) => (
          <SourceBadge key={source} source={source} long />
        ))}
      </Specimen>
      <Specimen name="Kbd, Chip, Ago, Snippet">
        <Kbd>Ctrl K</Kbd>
        <Chip>tag</Chip>
        <Chip onRemove={() => undefined} removeLabel="Remove the tag">
          urgent
        </Chip>
        <Ago at={opened} className="text-xs text-muted" />
        <p className="text-[13px]">
          <Snippet html="the <mark>lamp</mark> &lt;is&gt; out" />
        </p>
      </Specimen>
      <Specimen name="SortHead">
        <table className="w-full text-xs">
          <thead>
            <tr>
              <th className="text-left font-normal text-muted">Name</th>
              <th className="text-right font-normal" aria-sort={ariaSort(order)}>
                <SortHead label="Tokens" order={order} onSort={setOrder} />
              </th>
            </tr>
          </thead>
        </table>
      </Specimen>
      <Specimen name="Terminal">
        <div className="w-full">
          <Terminal text={"\u001b[32m✓\u001b[0m 12 passed\n\u001b[31m✗\u001b[0m 1 failed"} />
        </div>
      </Specimen>
      <Specimen name="Markdown">
        <Markdown text={PROSE} />
      </Specimen>
      <Specimen name="CodeBlock, DiffView">
        <div className="w-full space-y-3">
          <CodeBlock language="python" title="lamp.py" code={'def light(lamp: Lamp) -> None:\n    """Light it."""\n    lamp.is_on = True\n'} />
          <DiffView title="lamp.py" lines={diffLines("a\nb\nc", "a\nB\nc")} />
        </div>
      </Specimen>
    </>
  );
}
