// Writes dist/licences.txt: the licence of every package whose code or font the page carries.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));

/** The licence texts of one installed package; its declared licence when it ships no text. */
function licenceOf(folder, entry) {
  const texts = readdirSync(folder)
    .filter((name) => /^(licen[cs]e|copying|ofl)/i.test(name))
    .map((name) => readFileSync(join(folder, name), "utf8").trim());
  return texts.length > 0 ? texts.join("\n\n") : `Licence: ${entry.license ?? "not stated"}`;
}

const carried = Object.entries(lock.packages).filter(([path, entry]) => path && !entry.dev && !entry.optional && !entry.peer);
const sections = carried.map(([path, entry]) => {
  const name = path.replace(/^.*node_modules\//, "");
  return `${"=".repeat(72)}\n${name} ${entry.version}\n${"=".repeat(72)}\n\n${licenceOf(path, entry)}\n`;
});
if (sections.length === 0) throw new Error("package-lock.json names no package");
writeFileSync("dist/licences.txt", sections.join("\n"));
console.log(`licences: ${sections.length} packages`);
