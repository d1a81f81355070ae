import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";

/** What a plugin of the markdown reader adds to. */
interface Reading {
  data: () => { micromarkExtensions?: unknown[]; fromMarkdownExtensions?: unknown[] };
}

/** Reads tables, task lists, struck words, bare links and footnotes; the half that writes markdown stays out of the page. */
export function readGfm(this: unknown): void {
  const data = (this as Reading).data();
  (data.micromarkExtensions ??= []).push(gfm());
  (data.fromMarkdownExtensions ??= []).push(gfmFromMarkdown());
}
