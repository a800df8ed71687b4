// Weighs what a browser loads first: for each page the program, its language and the page's part of it.
// Usage: node bundle-size.mjs DIST. The last line ends in the brotli total in bytes of the heaviest page.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const LANGUAGES = ["english", "spanish"];
/** Opened later, never first. */
const LATER = ["forms"];

const dist = process.argv[2] ?? "dist";
const files = readdirSync(dist).filter((name) => /\.(html|js|wasm|css)$/.test(name)).sort();
const sizes = new Map(files.map((name) => [name, weigh(readFileSync(join(dist, name)))]));
const parts = partsOf(readFileSync(join(dist, files.find((name) => /^parts-.*\.js$/.test(name))), "utf8"));
const inParts = new Set([...parts.values()].flat());
const always = files.filter((name) => !inParts.has(name));

for (const name of files) print(name, sizes.get(name));
const languages = [...parts].filter(([name]) => LANGUAGES.includes(name)).map(([, files]) => files);
const loads = [...parts]
  .filter(([name]) => !LANGUAGES.includes(name) && !LATER.includes(name))
  .flatMap(([name, files]) => languages.map((language) => ({ name, size: sum([...always, ...language, ...files]) })))
  .sort((a, b) => a.size.brotli - b.size.brotli);
for (const { name, size } of loads) print(`first load of ${name}`, size);

/** The files that each part is loaded from, as the loader says. */
function partsOf(loader) {
  const loads = [...loader.matchAll(/const (__chunk_\d+|__wasm_split_load_\w+) = ([^]*?), \[([^\]]*)\]\)/g)];
  const own = (text) => [...text.matchAll(/"\.\/([^"]+\.wasm)"/g)].map(([, file]) => file);
  const shared = new Map(loads.map(([, name, text]) => [name, own(text)]));
  const parts = loads.filter(([, name]) => name.startsWith("__wasm_split_load_"));
  const names = (needs) => needs.split(",").map((name) => name.trim()).filter(Boolean);
  return new Map(
    parts.map(([, name, text, needs]) => [
      name.replace("__wasm_split_load_", ""),
      [...own(text), ...names(needs).flatMap((chunk) => shared.get(chunk) ?? [])],
    ]),
  );
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
