import { Brain, CornerDownRight, FileText, Image as ImageIcon, TriangleAlert, Wrench } from "lucide-react";
import { CodeBlock } from "@/components/CodeBlock";
import { Markdown } from "@/components/Markdown";
import { OutLink } from "@/components/OutLink";
import { Terminal } from "@/components/Terminal";
import { wordsOf } from "@/lib/json";
import type { ImagePart, ReaderPart } from "@/lib/parts";
import { plainWords } from "@/lib/plain";
import { Marker } from "./Marker";
import { Fold, FoldHead } from "./Fold";
import { ToolCall } from "./ToolCall";
import { WholeText } from "./WholeText";

interface Props {
  part: ReaderPart;
  id: string;
  /** Typed words keep their line breaks. */
  isTyped: boolean;
}

/** One part of a message. */
export function PartView({ part, id, isTyped }: Props) {
  switch (part.kind) {
    case "text":
      return (
        <WholeText part={part} id={id}>
          {(text) => <Markdown text={text} plain={isTyped} />}
        </WholeText>
      );
    case "thinking":
      return (
        <Fold id={id} head={<FoldHead icon={<Brain />} label="Thinking" preview={plainWords(part.text)} />}>
          {() => (
            <div className="text-[13px] text-muted">
              <WholeText part={part} id={id}>
                {(text) => <Markdown text={text} plain />}
              </WholeText>
            </div>
          )}
        </Fold>
      );
    case "injected":
      return (
        <Fold id={id} head={<FoldHead icon={<CornerDownRight />} label="Added by the tool" preview={plainWords(part.text)} />}>
          {() => (
            <WholeText part={part} id={id}>
              {(text) => <Terminal text={text} />}
            </WholeText>
          )}
        </Fold>
      );
    case "error":
      return (
        <p role="note" className="my-1 flex items-start gap-2 rounded-button border border-bad/40 bg-bad-soft px-3 py-1.5 text-[13px] text-bad">
          <TriangleAlert className="mt-0.5 size-3.5 shrink-0" />
          <span className="min-w-0 break-words whitespace-pre-wrap">{part.text || "Error"}</span>
        </p>
      );
    case "tool":
      return <ToolCall call={part} id={id} />;
    case "result":
      return (
        <Fold id={id} head={<FoldHead icon={<Wrench />} label={part.name || "Result"} preview={part.result.text} />}>
          {() => (
            <WholeText part={part.result} id={id}>
              {(text) => <Terminal text={text} isError={part.result.isError} />}
            </WholeText>
          )}
        </Fold>
      );
    case "image":
      return <Picture picture={part} />;
    case "file":
      return (
        <p className="flex items-center gap-2 py-1 font-mono text-xs text-muted">
          <FileText className="size-3.5 shrink-0 text-dim" /> <span className="min-w-0 break-all">{part.path}</span>
          <span className="shrink-0 text-dim">{part.about}</span>
        </p>
      );
    case "note":
      return <p className="truncate py-0.5 pl-[22px] text-xs text-dim">{part.text}</p>;
    case "marker":
      return <Marker>{part.text}</Marker>;
    case "other":
      return (
        <Fold id={id} head={<FoldHead icon={<Wrench />} label={part.type} preview={wordsOf(part.content)} />}>
          {() => <CodeBlock code={wordsOf(part.content)} language="json" bounded />}
        </Fold>
      );
  }
}

function Picture({ picture }: { picture: ImagePart }) {
  if (picture.source === "") {
    return (
      <p className="flex items-center gap-2 text-xs break-all text-accent-ink">
        <ImageIcon className="size-3.5 shrink-0" /> <OutLink href={picture.remote}>{picture.remote}</OutLink>
      </p>
    );
  }
  return (
    <img
      src={picture.source}
      alt="Picture in this message"
      loading="lazy"
      decoding="async"
      className="my-2 max-h-[28rem] min-h-8 max-w-full rounded-button border bg-card"
    />
  );
}
