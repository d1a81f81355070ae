import { memo, type ReactElement, type ReactNode } from "react";
import ReactMarkdown, { type Components, type ExtraProps } from "react-markdown";
import { cx } from "@/lib/cx";
import { languageOfFence } from "@/lib/language";
import { safeLink } from "@/lib/links";
import { CodeBlock } from "./CodeBlock";
import { readGfm } from "./gfm";
import { OutLink } from "./OutLink";

interface Props {
  text: string;
  /** Keeps single line breaks, as people type them. */
  plain?: boolean;
}

/**
 * Markdown as React elements. Raw HTML stays visible as text, links follow the safe-link policy,
 * and a picture from elsewhere is a link, so that opening a session fetches nothing.
 */
export const Markdown = memo(function Markdown({ text, plain = false }: Props) {
  return <div className={cx("prose-sync", plain && "prose-plain")}>{renderMarkdown(text)}</div>;
});

const PLUGINS = [readGfm];
const MOST_KEPT = 600;
const kept = new Map<string, ReactElement>();

/** The elements of a text. Reading it is the dear part, so the last texts are kept ready. */
export function renderMarkdown(text: string): ReactElement {
  const known = kept.get(text);
  if (known) return known;
  const made = ReactMarkdown({ children: text, remarkPlugins: PLUGINS, components: COMPONENTS, urlTransform: (address) => safeLink(address) ?? "" });
  if (kept.size >= MOST_KEPT) for (const oldest of [...kept.keys()].slice(0, MOST_KEPT / 4)) kept.delete(oldest);
  kept.set(text, made);
  return made;
}

const COMPONENTS: Components = {
  a: ({ href, children }) => <OutLink href={href}>{children}</OutLink>,
  img: ({ src, alt }) => <OutLink href={typeof src === "string" ? src : undefined}>{alt || src}</OutLink>,
  pre: ({ node, children }) => renderFence(node, children),
  table: ({ children }) => (
    <div className="my-3 overflow-x-auto" tabIndex={0} role="group" aria-label="Table">
      <table>{children}</table>
    </div>
  ),
};

function renderFence(node: ExtraProps["node"], children: ReactNode): ReactNode {
  const code = node?.children[0];
  if (code?.type !== "element" || code.tagName !== "code") return <pre>{children}</pre>;
  const words = code.children.map((child) => (child.type === "text" ? child.value : "")).join("");
  const names = code.properties["className"];
  const fence = Array.isArray(names) ? String(names[0]).replace("language-", "") : undefined;
  return (
    <div className="my-3">
      <CodeBlock code={words} language={languageOfFence(fence)} label={fence} />
    </div>
  );
}
