import { CodeBlock } from "@/components/CodeBlock";
import { Markdown } from "@/components/Markdown";
import { Terminal } from "@/components/Terminal";
import { fileOf } from "@/lib/edits";
import { languageOfFile } from "@/lib/language";
import type { ToolResult } from "@/lib/parts";
import { asJson, isRoutine, readOutcome, withoutNumbers } from "@/lib/results";
import type { ToolFamily } from "@/lib/tool-names";
import { WholeText } from "../WholeText";

interface Props {
  result: ToolResult;
  family: ToolFamily;
  args: unknown;
  id: string;
}

const QUIET = new Set<ToolFamily>(["edit", "write", "todo"]);
const TALKING = new Set<ToolFamily>(["agent", "web", "skill", "ask", "plan"]);

/** What came back from a tool. */
export function Outcome({ result, family, args, id }: Props) {
  const first = result.text.slice(0, 2000);
  if (QUIET.has(family) && !result.isError && isRoutine(first)) {
    return <p className="truncate text-xs text-dim">{first.split("\n").find((line) => !/^(?:Exit code|Wall time|Output)\b/.test(line)) ?? "Done"}</p>;
  }
  return (
    <WholeText part={result} id={`${id}:result`}>
      {(text) => <Words text={text} family={family} args={args} isError={result.isError} />}
    </WholeText>
  );
}

function Words({ text, family, args, isError }: { text: string; family: ToolFamily; args: unknown; isError: boolean }) {
  const outcome = readOutcome(text);
  if (outcome.text.trim() === "") {
    return <p className="text-xs text-dim">{outcome.exitCode === undefined ? "It returned nothing." : `It returned nothing, with exit code ${outcome.exitCode}.`}</p>;
  }
  if (isError) return <Terminal text={outcome.text} isError />;
  if (family === "read") {
    const file = fileOf(args);
    const { code, firstLine } = withoutNumbers(outcome.text);
    return <CodeBlock code={code} language={languageOfFile(file)} title={file} firstLine={firstLine} bounded />;
  }
  const json = family === "shell" || family === "search" ? undefined : asJson(outcome.text);
  if (json !== undefined) return <CodeBlock code={json} language="json" bounded />;
  if (TALKING.has(family)) {
    return (
      <div className="max-h-[32rem] overflow-y-auto rounded-button border bg-code px-3 py-2 text-[13px]" tabIndex={0} role="group" aria-label="Result">
        <Markdown text={outcome.text} />
      </div>
    );
  }
  return <Terminal text={outcome.text} isError={outcome.exitCode !== undefined && outcome.exitCode !== 0} />;
}
