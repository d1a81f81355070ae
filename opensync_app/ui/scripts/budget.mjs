// Fails when the script and style that the first page needs weigh more than the budget.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET_KB = 250;
const manifest = JSON.parse(readFileSync("dist/.vite/manifest.json", "utf8"));

/** The chunk, everything it imports at once, and the styles of both. */
function reach(key, seen = new Set()) {
  const chunk = manifest[key];
  if (!chunk || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const sheet of chunk.css ?? []) seen.add(sheet);
  for (const next of chunk.imports ?? []) reach(next, seen);
  return seen;
}

// The first page is the session list with the reader beside it: its lazy chunks count too.
const files = reach("index.html");
const reader = Object.keys(manifest).find((key) => manifest[key].name === "ReaderPage");
if (reader === undefined) throw new Error("The reader's chunk is not in the manifest; the budget counts it.");
reach(reader, files);
const sizes = [...files].map((file) => [file, gzipSync(readFileSync(`dist/${file}`)).length / 1000]);
const total = sizes.reduce((sum, [, kb]) => sum + kb, 0);
for (const [file, kb] of sizes.sort((a, b) => b[1] - a[1])) console.log(`${kb.toFixed(1).padStart(8)} kB  ${file}`);
console.log(`${total.toFixed(1).padStart(8)} kB  first load, gzip (budget ${BUDGET_KB} kB)`);
if (total > BUDGET_KB) {
  console.error(`The first load is ${(total - BUDGET_KB).toFixed(1)} kB over its budget.`);
  process.exit(1);
}
