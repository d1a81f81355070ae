import { useEffect, useMemo, useRef, type ReactNode } from "react";
import { useToday } from "@/lib/clock";
import { useDebounced } from "@/lib/use-debounced";
import { useMedia } from "@/lib/use-media";
import type { ChangeAddress, SharedContextAddress } from "./address";
import { askOf } from "./asking";
import { Found } from "./Found";
import type { HitDeeds } from "./HitRow";
import { hitsOf, type Hit } from "./hits";
import { Invitation } from "./Invitation";
import { copyBlock } from "./packing";
import { splitPicks, USUAL_BUDGET } from "./picks";
import { Preview, type ExcerptWish } from "./Preview";
import { QueryField } from "./QueryField";
import { SavedMenu } from "./SavedMenu";
import { Sheet } from "./Sheet";
import { SyntaxHelp } from "./SyntaxHelp";
import { withPiece } from "./syntax";
import { Toolbar } from "./Toolbar";
import { Tray } from "./Tray";
import { useCursor } from "./use-cursor";
import { useFinderKeys } from "./use-finder-keys";
import { useFound } from "./use-found";
import { usePicks } from "./use-picks";
import { useSavedSearches } from "./use-saved-searches";

interface Props {
  address: SharedContextAddress;
  onChange: ChangeAddress;
  onOpen: (session: string, message: string | undefined) => void;
  renderExcerpt: (wish: ExcerptWish) => ReactNode;
}

/** While somebody walks along the hits only the one they stop at is read. */
const LOOK_MS = 90;

/** Everything that was said, searched as it is typed, and packed for the next prompt. */
export function Finder({ address, onChange, onOpen, renderExcerpt }: Props) {
  const today = useToday();
  const ask = askOf(address, today);
  const found = useFound(ask);
  const hits = useMemo(() => hitsOf(found.results), [found.results]);
  const cursor = useCursor(hits, address.at, JSON.stringify(ask));
  const picks = usePicks(address, onChange);
  const saved = useSavedSearches(address, onChange);
  const isWide = useMedia("(min-width: 64rem)");
  const shown = useDebounced(cursor.shown, LOOK_MS) ?? cursor.shown;
  const box = useRef<HTMLDivElement>(null);
  const deeds = useDeeds(onChange, onOpen, picks.toggle);
  const isAsked = ask.q !== "";
  const q = address.q ?? "";
  const format = address.format ?? "markdown";

  useEffect(() => {
    box.current?.querySelector("[data-hit][aria-current]")?.scrollIntoView({ block: "nearest" });
  }, [cursor.chosen?.id]);
  useEffect(() => {
    box.current?.scrollTo({ top: 0 });
  }, [ask.q, ask.type, ask.level]);

  const pack = (ids: readonly string[]) => void copyBlock({ picked: splitPicks(ids), format, budget: picks.budget, title: q });
  useFinderKeys({
    cursor,
    deeds,
    goTo: (hit) => onChange({ at: hit.id }),
    leave: () => address.at !== undefined && onChange({ at: undefined }),
    copy: () => (picks.ids.length > 0 ? pack(picks.ids) : cursor.shown && pack([cursor.shown.id])),
  });

  const setWords = (words: string): void => onChange({ q: words.trim() === "" ? undefined : words, at: undefined });
  const preview = <Preview hit={isWide ? shown : cursor.chosen} picks={picks.ids} onToggle={picks.toggle} renderExcerpt={renderExcerpt} />;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex min-h-0 flex-1">
        <section aria-label="Search" className="flex min-h-0 min-w-0 flex-1 flex-col">
          <div className="mx-auto w-full max-w-4xl shrink-0 space-y-2.5 px-3 pt-3 pb-2.5 sm:px-6 sm:pt-4">
            <QueryField asked={q} onAsk={setWords} isBusy={found.isFetching} wantsFocus={address.at === undefined}>
              <SyntaxHelp onPick={(example) => setWords(withPiece(q, example))} />
              <SavedMenu saved={saved} address={address} />
            </QueryField>
            <Toolbar address={address} onChange={onChange} />
          </div>
          <div ref={box} className="min-h-0 flex-1 overflow-y-auto">
            <div className="mx-auto h-full w-full max-w-4xl px-3 sm:px-6">
              {isAsked ? (
                <Found found={found} address={address} cursor={cursor.chosen?.id} picks={picks} deeds={deeds} onChange={onChange} onFill={() => picks.fill(ask)} />
              ) : (
                <Invitation source={address.source} onType={(words) => setWords(words)} onRun={saved.run} />
              )}
            </div>
          </div>
        </section>
        {isWide && isAsked && hits.length > 0 && <aside className="w-[clamp(26rem,44%,56rem)] shrink-0 border-l">{preview}</aside>}
      </div>
      {picks.ids.length > 0 && (
        <Tray
          picks={picks.ids}
          budget={picks.budget}
          format={format}
          title={q}
          onPicks={picks.set}
          onBudget={(tokens) => onChange({ budget: tokens === USUAL_BUDGET ? undefined : String(tokens) })}
          onFormat={(next) => onChange({ format: next === "markdown" ? undefined : next })}
        />
      )}
      {!isWide && cursor.chosen && (
        <Sheet label="Preview" onClose={() => onChange({ at: undefined })}>
          {preview}
        </Sheet>
      )}
    </div>
  );
}

/** What rows do; always the same functions, so that rows are drawn once. */
function useDeeds(onChange: ChangeAddress, onOpen: Props["onOpen"], toggle: (id: string) => void): HitDeeds {
  const latest = useRef({ onChange, onOpen });
  useEffect(() => {
    latest.current = { onChange, onOpen };
  });
  return useMemo(
    () => ({
      look: (hit: Hit) => latest.current.onChange({ at: hit.id }),
      open: (hit: Hit) => latest.current.onOpen(hit.session, hit.message),
      toggle,
    }),
    [toggle],
  );
}
