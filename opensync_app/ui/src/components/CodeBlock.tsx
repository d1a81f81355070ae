import { Copy } from "lucide-react";
import { Fragment, useEffect, useState, type ReactNode } from "react";
import type { ThemedToken } from "shiki/core";
import { cx } from "@/lib/cx";
import { IconButton } from "./Button";
import { highlight, tokenClass } from "./highlight";
import { copyText } from "./toast";

interface Props {
  code: string;
  language?: string | undefined;
  /** Shown above the code, for example a file's name. */
  title?: string | undefined;
  /** Long code scrolls inside its frame. */
  bounded?: boolean;
}

/** Code in one flat frame, coloured once its grammar has arrived. */
export function CodeBlock({ code, language, title, bounded = false }: Props) {
  const text = code.replace(/\n$/, "");
  const tokens = useTokens(text, language);
  return (
    <figure className="group/code relative overflow-hidden rounded-button border bg-code">
      {title && <figcaption className="truncate border-b px-3 py-1 font-mono text-micro text-muted">{title}</figcaption>}
      <pre tabIndex={0} className={cx("m-0! overflow-auto p-3 font-mono text-xs/[1.55]", bounded && "max-h-96")}>
        <code>{tokens ? tokens.map(renderLine) : text}</code>
      </pre>
      <IconButton
        label="Copy code"
        onClick={() => void copyText(text, "Code")}
        className="absolute top-1 right-1 bg-code opacity-0 group-hover/code:opacity-100 focus-visible:opacity-100"
      >
        <Copy />
      </IconButton>
    </figure>
  );
}

function renderLine(line: ThemedToken[], index: number): ReactNode {
  return (
    <Fragment key={index}>
      {index > 0 && "\n"}
      {line.map((token, at) => (
        <span key={at} className={tokenClass(token)}>
          {token.content}
        </span>
      ))}
    </Fragment>
  );
}

function useTokens(code: string, language: string | undefined): ThemedToken[][] | undefined {
  const [found, setFound] = useState<{ code: string; tokens: ThemedToken[][] | undefined }>();
  useEffect(() => {
    if (language === undefined) return;
    let wanted = true;
    void highlight(code, language)
      // A grammar that cannot be loaded leaves the code plain and readable.
      .catch(() => undefined)
      .then((tokens) => wanted && setFound({ code, tokens }));
    return () => void (wanted = false);
  }, [code, language]);
  return found?.code === code ? found.tokens : undefined;
}
