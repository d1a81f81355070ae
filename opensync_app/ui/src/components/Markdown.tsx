import { memo, type ReactNode } from "react";
import ReactMarkdown, { type Components, type ExtraProps } from "react-markdown";
import remarkGfm from "remark-gfm";
import { cx } from "@/lib/cx";
import { languageOfFence } from "@/lib/language";
import { safeLink } from "@/lib/links";
import { CodeBlock } from "./CodeBlock";
import { OutLink } from "./OutLink";

interface Props {
  text: string;
  /** Keeps single line breaks, as people type them. */
  plain?: boolean;
}

const PLUGINS = [remarkGfm];

/**
 * Markdown as React elements. Raw HTML stays visible as text, links follow the safe-link policy,
 * and a picture from elsewhere is a link, so that opening a session fetches nothing.
 */
export const Markdown = memo(function Markdown({ text, plain = false }: Props) {
  return (
    <div className={cx("prose-sync", plain && "prose-plain")}>
      <ReactMarkdown remarkPlugins={PLUGINS} components={COMPONENTS} urlTransform={(address) => safeLink(address) ?? ""}>
        {text}
      </ReactMarkdown>
    </div>
  );
});

const COMPONENTS: Components = {
  a: ({ href, children }) => <OutLink href={href}>{children}</OutLink>,
  img: ({ src, alt }) => <OutLink href={typeof src === "string" ? src : undefined}>{alt ?? src}</OutLink>,
  pre: ({ node, children }) => renderFence(node, children),
};

function renderFence(node: ExtraProps["node"], children: ReactNode): ReactNode {
  const code = node?.children[0];
  if (code?.type !== "element" || code.tagName !== "code") return <pre>{children}</pre>;
  const words = code.children.map((child) => (child.type === "text" ? child.value : "")).join("");
  const names = code.properties["className"];
  const fence = Array.isArray(names) ? String(names[0]).replace("language-", "") : undefined;
  return (
    <div className="my-3">
      <CodeBlock code={words} language={languageOfFence(fence)} />
    </div>
  );
}
