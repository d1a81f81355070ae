import { Brain, FileText, Image as ImageIcon, Wrench } from "lucide-react";
import { CodeBlock } from "@/components/CodeBlock";
import { Markdown } from "@/components/Markdown";
import { OutLink } from "@/components/OutLink";
import { Terminal } from "@/components/Terminal";
import { wordsOf } from "@/lib/json";
import type { ReaderPart } from "@/lib/parts";
import { Fold } from "./Fold";
import { ToolCall } from "./ToolCall";
import { WholeText } from "./WholeText";

interface Props {
  part: ReaderPart;
  messageId: string;
  id: string;
  /** Typed words keep their line breaks. */
  isTyped: boolean;
}

/** One part of a message. */
export function PartView({ part, messageId, id, isTyped }: Props) {
  switch (part.kind) {
    case "text":
      return (
        <WholeText part={part} messageId={messageId} id={id}>
          {(text) => <Markdown text={text} plain={isTyped} />}
        </WholeText>
      );
    case "thinking":
      return (
        <Fold id={id} head={<Head Icon={Brain} label="Thinking" preview={part.text} />}>
          {() => (
            <div className="border-l-2 pl-3 text-[13px] text-muted">
              <WholeText part={part} messageId={messageId} id={id}>
                {(text) => <Markdown text={text} plain />}
              </WholeText>
            </div>
          )}
        </Fold>
      );
    case "tool":
      return <ToolCall call={part} id={id} />;
    case "result":
      return (
        <Fold id={id} head={<Head Icon={Wrench} label={part.name || "Result"} preview={part.result.text} />}>
          {() => (
            <WholeText part={part.result} messageId={messageId} id={id}>
              {(text) => <Terminal text={text} isError={part.result.isError} />}
            </WholeText>
          )}
        </Fold>
      );
    case "image":
      return <Picture source={part.source} remote={part.remote} />;
    case "file":
      return (
        <p className="flex items-center gap-2 font-mono text-xs text-muted">
          <FileText className="size-3.5 text-dim" /> {part.path}
        </p>
      );
    case "other":
      return (
        <Fold id={id} head={<Head Icon={Wrench} label={part.type} preview={wordsOf(part.content)} />}>
          {() => <CodeBlock code={wordsOf(part.content)} language="json" bounded />}
        </Fold>
      );
  }
}

function Head({ Icon, label, preview }: { Icon: typeof Brain; label: string; preview: string }) {
  return (
    <>
      <Icon className="size-3.5 shrink-0 text-dim" />
      <span className="shrink-0">{label}</span>
      <span className="truncate text-dim">{preview.slice(0, 300)}</span>
    </>
  );
}

function Picture({ source, remote }: { source: string; remote: boolean }) {
  if (remote) {
    return (
      <p className="flex items-center gap-2 text-xs text-accent-ink">
        <ImageIcon className="size-3.5" /> <OutLink href={source}>{source}</OutLink>
      </p>
    );
  }
  return <img src={source} alt="Picture in this message" className="my-2 max-h-[28rem] max-w-full rounded-button border" />;
}
