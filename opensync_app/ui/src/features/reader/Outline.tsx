import { Ban, ChevronsUp, ScrollText, TableOfContents } from "lucide-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useEffect, useRef } from "react";
import type { Outline as OutlineData } from "@/api/types";
import { IconButton } from "@/components/Button";
import { Popover } from "@/components/Popover";
import { cx } from "@/lib/cx";
import { formatClock, plural } from "@/lib/format";
import { commandLine } from "@/lib/injected";
import { plainWords } from "@/lib/plain";

export type Heading = OutlineData["headings"][number];

interface Props {
  outline: OutlineData;
  /** The heading that is being read. */
  active: string | undefined;
  onGo: (heading: Heading) => void;
  className?: string;
}

/** The prompts of the session as a table of contents, of any length. */
export const Outline = memo(function Outline({ outline, active, onGo, className }: Props) {
  const box = useRef<HTMLElement>(null);
  const { headings } = outline;
  const at = headings.findIndex((heading) => heading.id === active);
  const virtual = useVirtualizer({
    count: headings.length,
    getScrollElement: () => box.current,
    estimateSize: (index) => ((headings[index]?.words.length ?? 0) > 34 ? 40 : 24),
    getItemKey: (index) => headings[index]?.id ?? index,
    overscan: 8,
    paddingStart: 44,
    paddingEnd: 20,
  });
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: "auto" });
  }, [at, virtual]);
  const items = virtual.getVirtualItems();
  return (
    <nav ref={box} aria-label="Prompts" className={cx("overflow-y-auto", className)}>
      <div className="relative" style={{ height: virtual.getTotalSize() }}>
        <h2 className="absolute top-5 px-3 text-micro text-dim">
          {plural(headings.filter((one) => one.kind === "prompt").length, "prompt")}
          {!outline.isWhole && " and more"}
        </h2>
        <ol className="absolute inset-x-0 top-0" style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}>
          {items.map((item) => {
            const heading = headings[item.index];
            return (
              heading && (
                <li key={item.key} data-index={item.index} ref={virtual.measureElement}>
                  <Entry heading={heading} isActive={item.index === at} onGo={onGo} />
                </li>
              )
            );
          })}
        </ol>
      </div>
    </nav>
  );
});

/** The same in a window, where there is no room beside the messages. */
export function OutlineButton({ outline, onGo }: { outline: OutlineData; onGo: (heading: Heading) => void }) {
  return (
    <span className="@5xl:hidden">
      <Popover
        label="Prompts"
        align="end"
        className="w-80"
        trigger={
          <IconButton label="Prompts of this session">
            <TableOfContents />
          </IconButton>
        }
      >
        {(close) => (
          <Outline
            outline={outline}
            active={undefined}
            className="h-96 pr-2 pl-1"
            onGo={(heading) => {
              close();
              onGo(heading);
            }}
          />
        )}
      </Popover>
    </span>
  );
}

const ICONS = { command: ChevronsUp, summary: ScrollText, interruption: Ban };

const Entry = memo(function Entry({ heading, isActive, onGo }: { heading: Heading; isActive: boolean; onGo: (heading: Heading) => void }) {
  const words = headingWords(heading);
  const Icon = heading.kind in ICONS ? ICONS[heading.kind as keyof typeof ICONS] : undefined;
  return (
      <button
        type="button"
        onClick={() => onGo(heading)}
        aria-current={isActive || undefined}
        title={`${words}\n${formatClock(heading.createdAt)}`}
        className={cx(
          "flex w-full gap-2 rounded px-3 py-1 text-left text-xs hover:text-ink",
          isActive ? "text-ink shadow-[inset_2px_0_var(--accent)]" : heading.kind === "prompt" ? "text-muted" : "text-dim",
        )}
      >
        {Icon && <Icon className="mt-0.5 size-3 shrink-0" />}
        <span className="line-clamp-2 min-w-0 break-words">{words}</span>
      </button>
  );
});

function headingWords(heading: Heading): string {
  if (heading.kind === "command") return commandLine(heading.words);
  if (heading.kind === "summary") return "Context compacted";
  if (heading.kind === "interruption") return "Interrupted";
  return plainWords(heading.words) || "Picture";
}
