import { CodeBlock } from "@/components/CodeBlock";
import { DiffView } from "@/components/DiffView";
import { Markdown } from "@/components/Markdown";
import { OutLink } from "@/components/OutLink";
import { editsOf, fileOf, type FileEdit } from "@/lib/edits";
import { asObject, textField } from "@/lib/json";
import { languageOfFile } from "@/lib/language";
import type { ToolFamily } from "@/lib/tool-names";
import { commandOf, contentOf, todosOf } from "@/lib/tools";
import { useFold } from "../folds";
import { Arguments } from "./Arguments";
import { Questions } from "./Questions";
import { Todos } from "./Todos";

interface Props {
  args: unknown;
  name: string;
  family: ToolFamily;
  id: string;
}

/** What a call was given. */
export function Given({ args, name, family, id }: Props) {
  const input = asObject(args);
  switch (family) {
    case "shell": {
      const command = commandOf(args);
      if (command === "") return <Arguments args={args} />;
      return (
        <>
          {textField(input, "description") !== "" && <p className="text-xs text-muted">{textField(input, "description")}</p>}
          <CodeBlock code={command} language={/powershell/i.test(name) ? "powershell" : "shellscript"} bounded />
        </>
      );
    }
    case "edit": {
      const edits = editsOf(args);
      if (!edits.some((edit) => edit.lines.length > 0)) return <Arguments args={args} />;
      return edits.map((edit, index) => <Edit key={index} edit={edit} id={`${id}:edit${index}`} />);
    }
    case "write":
      return <CodeBlock code={contentOf(args)} language={languageOfFile(fileOf(args))} title={fileOf(args)} firstLine={1} bounded />;
    case "read": {
      // The result below is the file; only arguments beside its path are worth a line.
      const rest = Object.keys(input).filter((key) => !/path|offset|limit|range|^filename$/i.test(key));
      return rest.length > 0 || fileOf(args) === "" ? <Arguments args={args} /> : null;
    }
    case "agent":
      return <Markdown text={textField(input, "prompt", "message", "description")} plain />;
    case "todo":
      return todosOf(args).length > 0 ? <Todos items={todosOf(args)} /> : <Arguments args={args} />;
    case "ask":
      return <Questions args={args} />;
    case "plan":
      return <Markdown text={textField(input, "plan", "summary")} />;
    case "web":
      return (
        <p className="text-xs text-muted [&_a]:break-all [&_a]:text-accent-ink [&_a]:underline [&_a]:underline-offset-4">
          <OutLink href={textField(input, "url") || undefined}>{textField(input, "url", "query")}</OutLink>
          {textField(input, "url") !== "" && <span className="mt-1 block">{textField(input, "prompt")}</span>}
        </p>
      );
    default:
      return <Arguments args={args} />;
  }
}

function Edit({ edit, id }: { edit: FileEdit; id: string }) {
  const [isWhole, setWhole] = useFold(`${id}:whole`);
  const about = edit.movedTo ? `moved to ${edit.movedTo}` : edit.what === "changed" ? undefined : edit.what;
  return <DiffView lines={edit.lines} title={edit.path || "Patch"} about={about} isWhole={isWhole} onWhole={() => setWhole(true)} />;
}
