import { Copy, Link2 } from "lucide-react";
import { IconButton } from "@/components/Button";
import { copyText } from "@/components/toast";
import { rowText, type Row } from "@/lib/transcript";

/** Copy and link of a message; they appear when it is pointed at or focused. */
export function MessageActions({ row, onLink }: { row: Row; onLink: (id: string) => void }) {
  const link = (): void => {
    onLink(row.key);
    const url = new URL(window.location.href);
    url.searchParams.set("m", row.key);
    void copyText(url.href, "Link");
  };
  return (
    <div className="absolute -top-3 right-2 z-10 flex rounded-button border bg-menu opacity-0 transition-opacity group-focus-within/row:opacity-100 group-hover/row:opacity-100">
      <IconButton label="Copy message" className="size-6! [&_svg]:size-3!" onClick={() => void copyText(rowText(row), "Message")}>
        <Copy />
      </IconButton>
      <IconButton label="Copy link to this message" className="size-6! [&_svg]:size-3!" onClick={link}>
        <Link2 />
      </IconButton>
    </div>
  );
}
