import { CodeBlock } from "@/components/CodeBlock";
import { asObject } from "@/lib/json";

const SHORT = 120;

/** Arguments of a tool that has no dress of its own: short ones in lines, long ones in frames. */
export function Arguments({ args }: { args: unknown }) {
  if (typeof args === "string") return args === "" ? null : <CodeBlock code={args} bounded />;
  if (Array.isArray(args)) return <CodeBlock code={JSON.stringify(args, null, 2)} language="json" bounded />;
  const entries = Object.entries(asObject(args));
  if (entries.length === 0) return null;
  return (
    <dl className="space-y-1.5 text-xs">
      {entries.map(([name, value]) => (
        <Argument key={name} name={name} value={value} />
      ))}
    </dl>
  );
}

function Argument({ name, value }: { name: string; value: unknown }) {
  const words = typeof value === "string" ? value : JSON.stringify(value);
  const isShort = (typeof value !== "object" || value === null) && words.length <= SHORT && !words.includes("\n");
  if (isShort) {
    return (
      <div className="flex gap-3">
        <dt className="shrink-0 text-dim">{name}</dt>
        <dd className="min-w-0 font-mono break-words text-muted">{words}</dd>
      </div>
    );
  }
  const language = /^\s*(?:select|insert|update|delete|create|with)\s/i.test(words) && name === "query" ? "sql" : undefined;
  return (
    <div>
      <dt className="mb-1 text-dim">{name}</dt>
      <dd>{typeof value === "string" ? <CodeBlock code={value} language={language} bounded /> : <CodeBlock code={JSON.stringify(value, null, 2)} language="json" bounded />}</dd>
    </div>
  );
}
