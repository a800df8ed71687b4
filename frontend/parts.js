// The head of the loader of the parts; frontend/split.mjs writes the rest, from what wasm-split-cli has written.

// What came in a pack (frontend/first.js), else what `load` fetches.
const part = (name, load) => globalThis.firstPart?.(name, load) ?? load();

// The small parts are in one file, which is fetched when the first of them is needed.
let together;
const small = async (from, to) => {
  together ??= fetch(new URL("./small.bin", import.meta.url)).then((answer) => {
    if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
    return answer.arrayBuffer();
  });
  try {
    return new Response((await together).slice(from, to), { headers: { "content-type": "application/wasm" } });
  } catch (error) {
    // It is tried again the next time.
    together = undefined;
    throw error;
  }
};
