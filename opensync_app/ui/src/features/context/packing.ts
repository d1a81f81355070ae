import { CONTEXT_FORMATS, packContext, type ContextFormat, type Picked } from "@/api/finding";
import { say } from "@/components/toast";
import { formatCount, plural } from "@/lib/format";

export type Packed = Awaited<ReturnType<typeof packContext>>;

/** What a block is packed from. */
export interface Packing {
  picked: Picked;
  format: ContextFormat;
  budget: number;
  /** Stands in the block as what was asked. */
  title: string;
}

/** Copies the block and says how many tokens it has. */
export async function copyBlock(packing: Packing): Promise<void> {
  const { format, picked, budget, title } = packing;
  const block = packContext(picked, format, budget, title);
  try {
    await copyLater(block.then((one) => one.text ?? ""));
    say(`${tokenWords(await block)} copied as ${nameOf(format)}${leftOut(await block)}`);
  } catch (error) {
    await block.then(() => say("The browser does not allow copying here."), () => sayError(error));
  }
}

/** Saves the block as a file and says how many tokens it has. */
export async function downloadBlock({ picked, format, budget, title }: Packing): Promise<void> {
  try {
    const block = await packContext(picked, format, budget, title);
    const { ending, media } = formatOf(format);
    save(block.text ?? "", `${fileName(title)}.${ending}`, media);
    say(`${tokenWords(block)} saved as ${nameOf(format)}${leftOut(block)}`);
  } catch (error) {
    sayError(error);
  }
}

/** Writes a text that is still on its way, so that the browser sees that a person asked for it. */
async function copyLater(text: Promise<string>): Promise<void> {
  if (!("ClipboardItem" in window)) return navigator.clipboard.writeText(await text);
  const words = text.then((one) => new Blob([one], { type: "text/plain" }));
  await navigator.clipboard.write([new ClipboardItem({ "text/plain": words })]);
}

function save(text: string, name: string, media: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${media};charset=utf-8` }));
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A name that every file system takes. */
export function fileName(title: string): string {
  const words = title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return ["context", ...words].join("-").slice(0, 60).replace(/-$/, "");
}

function tokenWords(block: Packed): string {
  return plural(block.tokens, "token");
}

function leftOut({ omitted, budget }: Packed): string {
  return omitted > 0 ? `; ${plural(omitted, "message")} did not fit into ${formatCount(budget)}` : "";
}

function formatOf(format: ContextFormat): (typeof CONTEXT_FORMATS)[number] {
  return CONTEXT_FORMATS.find((one) => one.value === format) ?? CONTEXT_FORMATS[1];
}

function nameOf(format: ContextFormat): string {
  return format === "plain" ? "plain text" : formatOf(format).label;
}

function sayError(error: unknown): void {
  say(error instanceof Error ? error.message : String(error));
}
