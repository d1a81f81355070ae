import { Bot, FilePenLine, FilePlus2, FileText, Globe, ListTodo, Plug, Search, SquareTerminal, Wrench, type LucideIcon } from "lucide-react";
import type { ReaderPart } from "@/lib/parts";
import { toolLook, type ToolFamily } from "@/lib/tools";
import { Fold } from "./Fold";
import { ToolBody } from "./ToolBody";

const ICONS: Record<ToolFamily, LucideIcon> = {
  shell: SquareTerminal,
  edit: FilePenLine,
  write: FilePlus2,
  read: FileText,
  search: Search,
  agent: Bot,
  todo: ListTodo,
  web: Globe,
  mcp: Plug,
  other: Wrench,
};

/** One call in one line: tool, what it was asked, how it went. */
export function ToolCall({ call, id }: { call: Extract<ReaderPart, { kind: "tool" }>; id: string }) {
  const look = toolLook(call.name, call.args);
  const Icon = ICONS[look.family];
  return (
    <Fold
      id={id}
      head={
        <>
          <Icon className="size-3.5 shrink-0 text-dim" />
          <span className="shrink-0 text-ink">{look.label}</span>
          <span className="truncate font-mono text-[11.5px]">{look.preview}</span>
          {look.change && <Change {...look.change} />}
          {call.result?.isError && <span className="ml-auto shrink-0 rounded bg-bad-soft px-1.5 text-[10px]/4 font-medium text-bad">failed</span>}
        </>
      }
    >
      {() => <ToolBody call={call} family={look.family} id={id} />}
    </Fold>
  );
}

function Change({ added, removed }: { added: number; removed: number }) {
  return (
    <span className="shrink-0 font-mono text-[11px]">
      <span className="text-good">+{added}</span> <span className="text-bad">−{removed}</span>
    </span>
  );
}
