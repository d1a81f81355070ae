// Fails when the script and style that any page needs at first weigh more than the budget.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET_KB = 250;
const manifest = JSON.parse(readFileSync("dist/.vite/manifest.json", "utf8"));

/** What each address loads beside the shell; a page that is not named here is not measured. */
const PAGES = {
  "/overview": ["OverviewPage"],
  "/sessions": ["SessionsPage"],
  "/sessions/s1": ["SessionsPage", "ReaderPage"],
  "/context": ["ContextPage"],
};

/** The chunk, everything it imports at once, and the styles of both. */
function reach(key, seen = new Set()) {
  const chunk = manifest[key];
  if (!chunk || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const sheet of chunk.css ?? []) seen.add(sheet);
  for (const next of chunk.imports ?? []) reach(next, seen);
  return seen;
}

function keyOf(page) {
  const key = Object.keys(manifest).find((one) => manifest[one].name === page);
  if (key === undefined) throw new Error(`The manifest names no chunk ${page}; the budget counts it.`);
  return key;
}

function weigh(file) {
  return gzipSync(readFileSync(`dist/${file}`)).length / 1000;
}

let heaviest = { total: 0, files: [] };
for (const [address, pages] of Object.entries(PAGES)) {
  const files = reach("index.html");
  for (const page of pages) reach(keyOf(page), files);
  const sizes = [...files].map((file) => [file, weigh(file)]).sort((a, b) => b[1] - a[1]);
  const total = sizes.reduce((sum, [, kb]) => sum + kb, 0);
  console.log(`${total.toFixed(1).padStart(8)} kB  first load of ${address}, gzip (budget ${BUDGET_KB} kB)`);
  if (total > heaviest.total) heaviest = { total, files: sizes };
}
if (heaviest.total > BUDGET_KB) {
  for (const [file, kb] of heaviest.files) console.error(`${kb.toFixed(1).padStart(8)} kB  ${file}`);
  console.error(`That is ${(heaviest.total - BUDGET_KB).toFixed(1)} kB over the budget.`);
  process.exit(1);
}
