// Weighs what a browser loads first: every script, module and stylesheet of a built dashboard.
// Usage: node bundle-size.mjs DIST. The last line ends in the brotli total in bytes.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const dist = process.argv[2] ?? "dist";
const brotli = (bytes) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
const loaded = readdirSync(dist).filter((name) => /\.(html|js|wasm|css)$/.test(name)).sort();
const total = { raw: 0, gzip: 0, brotli: 0 };

for (const name of loaded) {
  const bytes = readFileSync(join(dist, name));
  const size = { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotli(bytes) };
  for (const kind of Object.keys(total)) total[kind] += size[kind];
  console.log(`${name}: raw ${size.raw}, gzip ${size.gzip}, brotli ${size.brotli}`);
}
console.log(`first load: raw ${total.raw}, gzip ${total.gzip}, brotli ${total.brotli}`);
