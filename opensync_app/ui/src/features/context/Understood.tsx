import { CornerDownRight } from "lucide-react";
import type { SearchPage } from "@/api/types";
import { Chip } from "@/components/Chip";
import { sourceLook } from "@/lib/sources";
import type { ChangeAddress, SharedContextAddress } from "./address";
import { hasField, literally, withoutField } from "./syntax";

interface Props {
  query: SearchPage["query"];
  address: SharedContextAddress;
  onChange: ChangeAddress;
}

/** How the words were read: fields that narrow, words that were mended, pieces that could not be used. */
export function Understood({ query, address, onChange }: Props) {
  const text = address.q ?? "";
  const fields = typedFields(query, text);
  if (fields.length === 0 && query.corrected.length === 0 && query.ignored.length === 0) return null;
  return (
    <div aria-label="How the words were read" role="group" className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-xs text-muted">
      {fields.map(([field, value]) => (
        <Chip key={`${field}:${value}`} onRemove={() => onChange({ q: withoutField(text, field, value) || undefined })} removeLabel={`Remove ${field}:${value}`}>
          <span className="text-muted">{field}</span> {field === "source" ? sourceLook(value).label : value}
        </Chip>
      ))}
      {query.corrected.length > 0 && <Corrections query={query} text={text} onChange={onChange} />}
      {query.ignored.length > 0 && (
        <span className="min-w-0 truncate">
          Not used: <span className="text-ink">{query.ignored.join(", ")}</span>
        </span>
      )}
    </div>
  );
}

function Corrections({ query, text, onChange }: { query: SearchPage["query"]; text: string; onChange: ChangeAddress }) {
  const exact = query.corrected.reduce((words, one) => literally(words, one.typed), text);
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-1.5">
      <CornerDownRight aria-hidden className="size-3.5" />
      <span>
        Showing results for <em className="text-ink not-italic">{query.corrected.map((one) => one.used).join(", ")}</em>.
      </span>
      <button type="button" onClick={() => onChange({ q: exact })} className="text-accent-ink hover:underline hover:underline-offset-4">
        Search for {query.corrected.map((one) => `“${one.typed}”`).join(", ")} as typed
      </button>
    </span>
  );
}

/** The fields that stand in the text; those of the filter menus are seen there. */
function typedFields(query: SearchPage["query"], text: string): [string, string][] {
  return Object.entries(query.filters).flatMap(([field, values]) =>
    values.filter((value) => hasField(text, field, value)).map((value): [string, string] => [field, value]),
  );
}
