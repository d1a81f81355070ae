import {
  Bot,
  FilePenLine,
  FilePlus2,
  FileText,
  Globe,
  ListTodo,
  Map as MapIcon,
  MessageCircleQuestionMark,
  Plug,
  Search,
  Sparkles,
  SquareTerminal,
  Wrench,
  type LucideIcon,
} from "lucide-react";
import { Suspense } from "react";
import { lazyPiece } from "@/api/lazy-piece";
import { Changes } from "@/components/Changes";
import { TextBones } from "@/components/Skeletons";
import type { ToolCallPart } from "@/lib/parts";
import { readOutcome } from "@/lib/results";
import type { ToolFamily } from "@/lib/tool-names";
import { toolLook } from "@/lib/tools";
import { Fold } from "./Fold";

/** What a call unfolds to; it arrives after the first paint. */
export const ToolBody = lazyPiece(async () => (await import("./bodies/ToolBody")).ToolBody);

const ICONS: Record<ToolFamily, LucideIcon> = {
  shell: SquareTerminal,
  edit: FilePenLine,
  write: FilePlus2,
  read: FileText,
  search: Search,
  agent: Bot,
  todo: ListTodo,
  web: Globe,
  ask: MessageCircleQuestionMark,
  plan: MapIcon,
  skill: Sparkles,
  mcp: Plug,
  other: Wrench,
};

/** One call in one line: tool, what it was asked, how it went. */
export function ToolCall({ call, id }: { call: ToolCallPart; id: string }) {
  const look = toolLook(call.name, call.args);
  const Icon = ICONS[look.family];
  const code = call.result && look.family === "shell" ? readOutcome(call.result.text.slice(0, 400)).exitCode : undefined;
  const hasFailed = call.result?.isError === true || (code !== undefined && code !== 0);
  return (
    <Fold
      id={id}
      head={
        <>
          <Icon className="size-3.5 shrink-0 text-dim" />
          <span className="max-w-[45%] shrink-0 truncate text-ink">{look.label}</span>
          <span className="truncate font-mono text-[11.5px]">{look.preview}</span>
          {look.change && !call.isCut && <Changes {...look.change} />}
          {hasFailed && (
            <span className="ml-auto shrink-0 rounded bg-bad-soft px-1.5 text-[10px]/4 font-medium text-bad">
              {code === undefined || code === 0 ? "failed" : `exit ${code}`}
            </span>
          )}
        </>
      }
    >
      {() => (
        <Suspense fallback={<TextBones lines={2} />}>
          <ToolBody call={call} family={look.family} id={id} />
        </Suspense>
      )}
    </Fold>
  );
}
