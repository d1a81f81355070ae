import type { Session } from "@/api/types";
import { formatCount } from "@/lib/format";

type Tokens = Session["tokens"];

const KINDS: [string, (tokens: Tokens) => number][] = [
  ["Input", (tokens) => tokens.input],
  ["Cache write, 5 min", (tokens) => tokens.cacheWrite5m],
  ["Cache write, 1 h", (tokens) => tokens.cacheWrite1h],
  ["Cache read", (tokens) => tokens.cacheRead],
  ["Output", (tokens) => tokens.output],
  ["Reasoning", (tokens) => tokens.reasoning],
];

/** Tokens by the kind they are charged as; beside them the same with sub-agents when there are any. */
export function TokenTable({ session }: { session: Session }) {
  const { tokens, tokensWithChildren: whole } = session;
  const hasChildren = KINDS.some(([, of]) => of(whole) !== of(tokens));
  const kinds = KINDS.filter(([, of]) => of(whole) > 0 || of(tokens) > 0);
  return (
    <table className="m-3 text-xs tabular-nums">
      {hasChildren && (
        <thead className="text-micro text-muted">
          <tr>
            <th />
            <th className="pb-1 pl-6 text-right font-normal">Session</th>
            <th className="pb-1 pl-6 text-right font-normal">With sub-agents</th>
          </tr>
        </thead>
      )}
      <tbody>
        {kinds.length === 0 && (
          <tr>
            <td className="text-muted">{formatCount(session.totalTokens)} tokens, their kinds were not told.</td>
          </tr>
        )}
        {kinds.map(([name, of]) => (
          <tr key={name}>
            <th scope="row" className="py-0.5 text-left font-normal text-muted">
              {name}
            </th>
            <td className="pl-6 text-right">{formatCount(of(tokens))}</td>
            {hasChildren && <td className="pl-6 text-right">{formatCount(of(whole))}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
