import { useQuery } from "@tanstack/react-query";
import { Bot } from "lucide-react";
import { glanceQuery } from "@/api/reading";
import { childrenQuery } from "@/api/session-deeds";
import type { Session } from "@/api/types";
import { TextBones } from "@/components/Skeletons";
import { plural } from "@/lib/format";
import { asObject, textField } from "@/lib/json";
import type { ToolCallPart } from "@/lib/parts";
import { buildRows } from "@/lib/transcript";
import { Fold, FoldHead } from "../Fold";
import { MessageRow } from "../MessageRow";
import { useOpenSession } from "../session-context";
import { childWords } from "../SubAgents";

const SHOWN = 60;

/** The session of the sub-agent that a call started, when it is known: what it took and the way in. */
export function SubAgentCard({ call, id }: { call: ToolCallPart; id: string }) {
  const { session, open } = useOpenSession();
  const { data } = useQuery({ ...childrenQuery(session?.id ?? ""), enabled: (session?.subagentCount ?? 0) > 0 });
  const child = data && startedBy(call, data);
  if (!child) return null;
  return (
    <div className="rounded-button border bg-card px-3 py-2">
      <div className="flex items-center gap-2">
        <Bot className="size-3.5 shrink-0 text-dim" />
        <span className="min-w-0 flex-1 truncate text-xs tabular-nums">{childWords(child)}</span>
        <button type="button" onClick={() => open(child.id)} className="shrink-0 text-xs text-accent-ink hover:underline hover:underline-offset-4">
          Open the sub-agent
        </button>
      </div>
      <Fold id={`${id}:child`} head={<FoldHead icon={null} label="What it did" preview="" />}>
        {() => <Glance child={child} />}
      </Fold>
    </div>
  );
}

function Glance({ child }: { child: Session }) {
  const { data, error } = useQuery(glanceQuery(child.id, SHOWN));
  if (error) return <p className="text-xs text-bad">{error.message}</p>;
  if (!data) return <TextBones lines={4} />;
  return (
    <div className="-mx-4 max-h-[32rem] overflow-y-auto pb-3 sm:-mx-6">
      {buildRows(data.messages).map((row) => (
        <MessageRow key={row.key} row={row} isTarget={false} isCurrent={false} />
      ))}
      {data.total > SHOWN && <p className="px-6 pt-3 text-xs text-dim">{plural(data.total - SHOWN, "more message")} in the session itself.</p>}
    </div>
  );
}

/** The child that a call names: by the id in its result or its arguments, else by its description. */
export function startedBy(call: ToolCallPart, children: Session[]): Session | undefined {
  const words = `${call.result?.text.slice(0, 4000) ?? ""} ${JSON.stringify(call.args).slice(0, 2000)}`;
  const description = textField(asObject(call.args), "description");
  return (
    children.find((child) => words.includes(ownId(child.externalId))) ??
    (description === "" ? undefined : children.find((child) => child.title?.startsWith(description)))
  );
}

/** The part of a child's id that is its own: "parent:agent-a536" is known as a536 to its parent. */
function ownId(externalId: string): string {
  return externalId.split(":").pop()?.replace(/^agent-/, "") ?? externalId;
}
