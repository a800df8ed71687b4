// Reads the loader that wasm-split-cli writes.

/** Parts that are the words of a page. */
export const LANGUAGES = ["english", "spanish"];

/** The files that each part is loaded from, as the loader says: `jobs` from `split_jobs-….wasm` and what it shares. */
export function partsOf(loader) {
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
