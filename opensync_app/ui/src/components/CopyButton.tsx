import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { IconButton } from "./Button";
import { copyText } from "./toast";

interface Props {
  text: string | (() => string | Promise<string>);
  /** What is copied: "Command", "Message". */
  what: string;
  className?: string;
}

/** Copies something; a tick says for a moment that it did. */
export function CopyButton({ text, what, className }: Props) {
  const [isDone, setDone] = useState(false);
  useEffect(() => {
    if (!isDone) return;
    const timer = window.setTimeout(() => setDone(false), 1500);
    return () => window.clearTimeout(timer);
  }, [isDone]);
  const copy = async (): Promise<void> => {
    await copyText(typeof text === "string" ? text : await text(), what);
    setDone(true);
  };
  return (
    <IconButton label={`Copy ${what.toLowerCase()}`} onClick={() => void copy()} className={className}>
      {isDone ? <Check className="text-good" /> : <Copy />}
    </IconButton>
  );
}
