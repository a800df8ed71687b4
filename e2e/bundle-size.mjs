// Weighs what a browser loads first: for each page the program, its language and the page's part of it.
// Usage: node bundle-size.mjs DIST. The last line ends in the brotli total in bytes of the heaviest page.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { LANGUAGES, partsOf } from "../frontend/loader.mjs";

const dist = process.argv[2] ?? "dist";
const files = readdirSync(dist).filter((name) => /\.(html|js|wasm|css|bin)$/.test(name)).sort();
const sizes = new Map(files.map((name) => [name, weigh(readFileSync(join(dist, name)))]));
// What a page begins with comes in packs (frontend/split.mjs); the parts on their own are for later pages.
const packs = files.filter((name) => name.startsWith("first_"));
const later = files.filter((name) => name.startsWith("small-"));
const inParts = new Set([...partsOf(loader()).values()].flat());
const always = files.filter((name) => !inParts.has(name) && !packs.includes(name) && !later.includes(name));

for (const name of files) print(name, sizes.get(name));
const loads = packs
  .map((pack) => ({ name: /^first_(\w+)-/.exec(pack)[1].replace("_", ", "), size: sum([...always, pack]) }))
  .sort((a, b) => a.size.brotli - b.size.brotli);
if (packs.length === 0 || packs.length % LANGUAGES.length > 0) throw new Error(`${packs.length} packs are not as many as pages in each language`);
for (const { name, size } of loads) print(`first load of ${name}`, size);

function loader() {
  return readFileSync(join(dist, files.find((name) => /^parts-.*\.js$/.test(name))), "utf8");
}

function weigh(bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  return {
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, { params }).length,
  };
}

function sum(names) {
  const add = (kind) => [...new Set(names)].reduce((total, name) => total + sizes.get(name)[kind], 0);
  return { raw: add("raw"), gzip: add("gzip"), brotli: add("brotli") };
}

function print(name, { raw, gzip, brotli }) {
  console.log(`${name}: raw ${raw}, gzip ${gzip}, brotli ${brotli}`);
}
