import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { messageQuery } from "@/api/queries";
import { formatCount } from "@/lib/format";
import { readPart, type CutText } from "@/lib/parts";
import { useFold } from "./folds";

/** Longer words start cut, so that a pasted log does not push the talk apart. */
const SHOWN = 6000;

interface Props {
  part: CutText;
  messageId: string;
  /** Finds this very part among those of the whole message. */
  id: string;
  children: (text: string) => ReactNode;
}

/** A text with its beginning shown, and the rest one click away. */
export function WholeText({ part, messageId, id, children }: Props) {
  const [isWhole, setWhole] = useFold(`${id}:whole`);
  const length = part.fullLength ?? part.text.length;
  const { data, isLoading, isError } = useQuery({ ...messageQuery(messageId), enabled: isWhole && part.fullLength !== undefined });
  const fetched = data?.parts
    .map((one) => readPart(one, messageId))
    .map((one) => (one.kind === "result" ? one.result.text : "text" in one ? one.text : ""))
    .find((text) => text.length > part.text.length && text.startsWith(part.text.slice(0, 500)));
  const text = isWhole ? (fetched ?? part.text) : part.text.slice(0, SHOWN);
  const isCut = length > text.length;
  return (
    <>
      {children(isCut ? `${text}…` : text)}
      {isCut && (
        <button type="button" onClick={() => setWhole(true)} className="mt-1.5 text-xs text-accent-ink hover:underline hover:underline-offset-4">
          {isLoading ? "Loading…" : isError ? "The rest could not be loaded. Try again" : `Show all ${formatCount(length)} characters`}
        </button>
      )}
    </>
  );
}
