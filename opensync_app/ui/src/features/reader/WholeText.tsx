import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { messageQuery } from "@/api/queries";
import { formatCount } from "@/lib/format";
import { partText, readPart, type CutText } from "@/lib/parts";
import { useFold } from "./folds";

/** Longer words start cut, so that a pasted log does not push the talk apart. */
const SHOWN = 6000;

interface Props {
  part: CutText;
  /** Names the fold among all of the session. */
  id: string;
  children: (text: string) => ReactNode;
}

/** A text with its beginning shown, and the rest one click away. */
export function WholeText({ part, id, children }: Props) {
  const [isWhole, setWhole] = useFold(`${id}:whole`);
  const { data, isFetching, isError, refetch } = useQuery({
    ...messageQuery(part.messageId),
    enabled: isWhole && part.fullLength !== undefined,
    select: (message) => {
      const wire = message.parts[part.index];
      return wire ? partText(readPart(wire, message.id, part.index)) : (message.textContent ?? "");
    },
  });
  const length = part.fullLength ?? part.text.length;
  const text = isWhole ? (data ?? part.text) : part.text.slice(0, SHOWN);
  const isCut = length > text.length;
  return (
    <>
      {children(isCut ? `${text}…` : text)}
      {isCut && (
        <button
          type="button"
          onClick={() => (isError ? void refetch() : setWhole(true))}
          className="mt-1.5 text-xs text-accent-ink hover:underline hover:underline-offset-4"
        >
          {isFetching ? "Loading…" : isError ? "The rest could not be loaded. Try again" : `Show all ${formatCount(length)} characters`}
        </button>
      )}
      {isWhole && !isCut && length > SHOWN && (
        <button type="button" onClick={() => setWhole(false)} className="mt-1.5 text-xs text-accent-ink hover:underline hover:underline-offset-4">
          Show less
        </button>
      )}
    </>
  );
}
