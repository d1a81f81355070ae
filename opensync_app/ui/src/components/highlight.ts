import type { PaintedLine } from "./paint";

/** Blocks longer than this stay plain: so many coloured pieces would slow the page down. */
const LONGEST = 30_000;
const MOST_KEPT = 200;

const kept = new Map<string, PaintedLine[] | undefined>();
const waiting = new Map<number, { key: string; done: (lines: PaintedLine[] | undefined) => void }>();
let worker: Worker | undefined;
let last = 0;

/** The painted lines of a code block that was painted before. */
export function painted(code: string, language: string): PaintedLine[] | undefined {
  return kept.get(`${language} ${code}`);
}

/** Paints a code block beside the page; undefined when it stays plain. */
export async function highlight(code: string, language: string): Promise<PaintedLine[] | undefined> {
  const key = `${language} ${code}`;
  if (kept.has(key)) return kept.get(key);
  if (code.length > LONGEST || typeof Worker === "undefined") return undefined;
  worker ??= startWorker();
  const id = ++last;
  worker.postMessage({ id, code, language });
  return new Promise((done) => waiting.set(id, { key, done }));
}

function startWorker(): Worker {
  const started = new Worker(new URL("./highlight.worker.ts", import.meta.url), { type: "module" });
  started.onmessage = ({ data }: MessageEvent<{ id: number; lines: PaintedLine[] | undefined }>) => {
    const job = waiting.get(data.id);
    waiting.delete(data.id);
    if (!job) return;
    if (kept.size >= MOST_KEPT) for (const oldest of [...kept.keys()].slice(0, MOST_KEPT / 4)) kept.delete(oldest);
    kept.set(job.key, data.lines);
    job.done(data.lines);
  };
  return started;
}
