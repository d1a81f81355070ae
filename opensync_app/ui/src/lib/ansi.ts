export interface AnsiPiece {
  text: string;
  /** 0-7: black, red, green, yellow, blue, magenta, cyan, white. */
  colour?: number;
  bold?: boolean;
}

// eslint-disable-next-line no-control-regex -- terminal output is made of control characters
const ESCAPES = /\u001b\[([0-9;]*)m|\u001b\[[0-9;?]*[A-Za-ln-z]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[()][A-Z0-9]|[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f]/g;

/** Splits terminal output into coloured pieces; every other control sequence is dropped. */
export function readAnsi(output: string): AnsiPiece[] {
  const pieces: AnsiPiece[] = [];
  let style: Omit<AnsiPiece, "text"> = {};
  let from = 0;
  const text = output.replaceAll("\r\n", "\n");
  for (const match of text.matchAll(ESCAPES)) {
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), ...style });
    from = match.index + match[0].length;
    if (match[1] !== undefined) style = restyle(style, match[1]);
  }
  if (from < text.length) pieces.push({ text: text.slice(from), ...style });
  return pieces;
}

function restyle(style: Omit<AnsiPiece, "text">, codes: string): Omit<AnsiPiece, "text"> {
  let next = { ...style };
  const list = codes === "" ? [0] : codes.split(";").map(Number);
  for (let i = 0; i < list.length; i++) {
    const code = list[i] ?? 0;
    if (code === 0) next = {};
    else if (code === 1) next.bold = true;
    else if (code === 22) delete next.bold;
    else if (code === 39) delete next.colour;
    else if (code >= 30 && code <= 37) next.colour = code - 30;
    else if (code >= 90 && code <= 97) next.colour = code - 90;
    // 256-colour and true-colour codes carry arguments of their own, which are not colours.
    else if (code === 38 || code === 48) i += list[i + 1] === 5 ? 2 : 4;
  }
  return next;
}
