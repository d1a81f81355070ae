import { CircleCheck, Circle, CircleDot } from "lucide-react";
import { CodeBlock } from "@/components/CodeBlock";
import { DiffView } from "@/components/DiffView";
import { Markdown } from "@/components/Markdown";
import { OutLink } from "@/components/OutLink";
import { Terminal } from "@/components/Terminal";
import { asObject, textField } from "@/lib/json";
import { languageOfFile } from "@/lib/language";
import type { ReaderPart, ToolResult } from "@/lib/parts";
import { commandOf, editLines, fileOf, todosOf, type ToolFamily } from "@/lib/tools";
import { WholeText } from "./WholeText";

type Call = Extract<ReaderPart, { kind: "tool" }>;

/** What a call was given and what came back, each kind of tool in its own dress. */
export function ToolBody({ call, family, id }: { call: Call; family: ToolFamily; id: string }) {
  return (
    <div className="space-y-2">
      <Given call={call} family={family} />
      {call.result && <Result result={call.result} family={family} file={fileOf(call.args)} id={id} />}
      {!call.result && <p className="text-xs text-dim">No result was recorded.</p>}
    </div>
  );
}

function Given({ call, family }: { call: Call; family: ToolFamily }) {
  const input = asObject(call.args);
  switch (family) {
    case "shell":
      return <CodeBlock code={commandOf(call.args)} language="shellscript" bounded />;
    case "edit":
      return <DiffView lines={editLines(call.args)} title={fileOf(call.args)} />;
    case "write":
      return <CodeBlock code={textField(input, "content", "file_text")} language={languageOfFile(fileOf(call.args))} title={fileOf(call.args)} bounded />;
    case "agent":
      return <Markdown text={textField(input, "prompt", "message", "description")} plain />;
    case "todo":
      return todosOf(call.args).length > 0 ? <Todos args={call.args} /> : <Arguments args={call.args} />;
    case "web":
      return (
        <p className="text-xs text-muted [&_a]:text-accent-ink [&_a]:underline [&_a]:underline-offset-4">
          <OutLink href={textField(input, "url") || undefined}>{textField(input, "url", "query")}</OutLink>
          {textField(input, "url") !== "" && <span className="mt-1 block">{textField(input, "prompt")}</span>}
        </p>
      );
    default:
      return <Arguments args={call.args} />;
  }
}

function Arguments({ args }: { args: unknown }) {
  if (Object.keys(asObject(args)).length === 0 && typeof args !== "string") return null;
  return <CodeBlock code={typeof args === "string" ? args : JSON.stringify(args, null, 2)} language="json" bounded />;
}

function Todos({ args }: { args: unknown }) {
  const icons = { completed: CircleCheck, in_progress: CircleDot, pending: Circle };
  return (
    <ul className="space-y-1 text-[13px]">
      {todosOf(args).map((todo, index) => {
        const Icon = icons[todo.state];
        return (
          <li key={index} className={todo.state === "completed" ? "text-muted" : "text-ink"}>
            <Icon aria-label={todo.state.replace("_", " ")} className="mr-2 inline size-3.5 align-[-2px] text-dim" />
            {todo.text}
          </li>
        );
      })}
    </ul>
  );
}

function Result({ result, family, file, id }: { result: ToolResult; family: ToolFamily; file: string; id: string }) {
  if (result.text.trim() === "") return <p className="text-xs text-dim">It returned nothing.</p>;
  return (
    <WholeText part={result} messageId={result.messageId} id={`${id}:result`}>
      {(text) => {
        if (family === "agent" && !result.isError) return <Markdown text={text} />;
        if (family === "read" && !result.isError) return <CodeBlock code={withoutNumbers(text)} language={languageOfFile(file)} title={file} bounded />;
        return <Terminal text={text} isError={result.isError} />;
      }}
    </WholeText>
  );
}

/** The lines of a file without the numbers that the reading tools put before them. */
function withoutNumbers(text: string): string {
  const lines = text.replace(/^<file>\n|\n?<\/file>$/g, "").split("\n");
  const numbered = lines.filter((line) => /^\s*\d+[→\t|]/.test(line)).length;
  return numbered > lines.length / 2 ? lines.map((line) => line.replace(/^\s*\d+[→\t|] ?/, "")).join("\n") : text;
}
