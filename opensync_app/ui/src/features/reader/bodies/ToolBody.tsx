import { useQuery } from "@tanstack/react-query";
import { messageQuery } from "@/api/queries";
import { readPart, type ToolCallPart } from "@/lib/parts";
import type { ToolFamily } from "@/lib/tool-names";
import { Given } from "./Given";
import { Outcome } from "./Outcome";
import { SubAgentCard } from "./SubAgentCard";

interface Props {
  call: ToolCallPart;
  family: ToolFamily;
  id: string;
}

/** What a call was given and what came back, each kind of tool in its own dress. */
export function ToolBody({ call, family, id }: Props) {
  const { data: args, isFetching } = useQuery({
    ...messageQuery(call.messageId),
    enabled: call.isCut,
    select: (message) => {
      const wire = message.parts[call.index];
      const whole = wire && readPart(wire, message.id, call.index);
      return whole?.kind === "tool" ? whole.args : undefined;
    },
  });
  return (
    <div className="space-y-2" aria-busy={isFetching}>
      <Given args={args ?? call.args} name={call.name} family={family} id={id} />
      {family === "agent" && <SubAgentCard call={call} id={id} />}
      {call.result ? <Outcome result={call.result} family={family} args={call.args} id={id} /> : <p className="text-xs text-dim">No result was recorded.</p>}
    </div>
  );
}
