import { isNotReady } from "@/api/finding";
import { Failure } from "@/components/States";
import { cx } from "@/lib/cx";
import type { ChangeAddress, SharedContextAddress } from "./address";
import type { HitDeeds } from "./HitRow";
import { NoResult } from "./NoResult";
import { Notices } from "./Notices";
import type { Picks } from "./use-picks";
import { ResultBones } from "./ResultBones";
import { Results } from "./Results";
import { StatusLine } from "./StatusLine";
import { Understood } from "./Understood";
import type { Found as FoundData } from "./use-found";

interface Props {
  found: FoundData;
  address: SharedContextAddress;
  cursor: string | undefined;
  picks: Picks;
  deeds: HitDeeds;
  onChange: ChangeAddress;
  onFill: () => Promise<void>;
}

/** What a search found, in all its states. */
export function Found({ found, address, cursor, picks, deeds, onChange, onFill }: Props) {
  const { page, results, error } = found;
  const level = address.level ?? "sessions";
  if (error && !page) {
    return <Failure title={isNotReady(error) ? "The search index is not ready" : "The search failed"} error={error} onRetry={found.retry} />;
  }
  if (found.isPending || !page) {
    return (
      <div className="space-y-3">
        <Notices page={undefined} />
        <ResultBones />
      </div>
    );
  }
  return (
    <div aria-busy={found.isOld} className={cx("flex min-h-full flex-col gap-2.5 transition-opacity", found.isOld && "opacity-60")}>
      <StatusLine page={page} level={level} budget={picks.budget} onFill={onFill} />
      <Understood query={page.query} address={address} onChange={onChange} />
      <Notices page={page} />
      {error && (
        <p role="alert" className="flex items-center gap-3 text-xs text-bad">
          {error.message}
          <button type="button" onClick={found.retry} className="underline">
            Try again
          </button>
        </p>
      )}
      {results.length === 0 ? (
        <NoResult page={page} address={address} onChange={onChange} />
      ) : (
        <div className="pt-0.5 pb-4">
          <Results level={level} results={results} cursor={cursor} picks={picks.ids} deeds={deeds} onMore={found.more} isLoadingMore={found.isLoadingMore} />
        </div>
      )}
    </div>
  );
}
