import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { messageQuery } from "@/api/queries";
import { rawQuery } from "@/api/reading";
import { CodeBlock } from "@/components/CodeBlock";
import { Dialog } from "@/components/Dialog";
import { Segmented } from "@/components/Segmented";
import { TextBones } from "@/components/Skeletons";
import { Failure } from "@/components/States";
import { asJson } from "@/lib/results";
import { useOpenSession } from "./session-context";

const VIEWS = [
  { value: "kept", label: "As it is kept" },
  { value: "file", label: "As its tool wrote it" },
] as const;

/** A message exactly as it is kept, and the lines of the tool's own file that say it. */
export function RawDialog({ messageId, onClose }: { messageId: string; onClose: () => void }) {
  const [view, setView] = useState<"kept" | "file">("kept");
  const { data, error, refetch } = useQuery(messageQuery(messageId));
  const { session } = useOpenSession();
  // A session that was only pushed stands in no file.
  const { data: raw } = useQuery({ ...rawQuery(messageId), retry: false, enabled: (session?.archivedFiles?.length ?? 0) > 0 });
  return (
    <Dialog title="Raw message" size="large" onClose={onClose}>
      {raw && raw.lines.length > 0 && (
        <div className="mb-3">
          <Segmented label="View" value={view} onChange={setView} options={VIEWS} />
        </div>
      )}
      {view === "file" && raw ? (
        <div className="space-y-3">
          <p className="font-mono text-micro break-all text-muted">{raw.path}</p>
          {raw.lines.map((line) => (
            <CodeBlock key={line.offset} code={asJson(line.text) ?? line.text} language="json" />
          ))}
          {!raw.isWhole && <p className="text-xs text-dim">Some lines are left out, for they are very long.</p>}
        </div>
      ) : (
        data && <CodeBlock code={JSON.stringify(data, null, 2)} language="json" />
      )}
      {error && <Failure title="The message could not be read" error={error} onRetry={() => void refetch()} />}
      {!data && !error && <TextBones lines={6} />}
    </Dialog>
  );
}
