// Shortens the names of what the program imports from its glue.
//
// wasm-bindgen names each function for what it does and by a hash: `__wbg_append_a992ccc37aa62dc4`. Hashes do not compress,
// and each is there twice; together they were 4 kB of the first load.

const IMPORTS = 2;
const HASHED = "__wb[a-z]+_\\w*_?[0-9a-f]{16}";

/** The program and its glue with short names. */
export function shortened(wasm, glue) {
  const names = new Map();
  const short = glue.replaceAll(new RegExp(`\\b${HASHED}\\b`, "g"), (name) => {
    if (!names.has(name)) names.set(name, `f${names.size}`);
    return names.get(name);
  });
  return { wasm: renamed(wasm, names), glue: short };
}

/** The module with its imports renamed. A name stands in it after its length, which is one byte for each of these. */
function renamed(wasm, names) {
  const { from, content, to } = section(wasm, IMPORTS);
  const found = new Set();
  const pattern = new RegExp(`([^])(${HASHED})`, "g");
  const imports = wasm.toString("latin1", content, to).replaceAll(pattern, (whole, length, name) => {
    const short = names.get(name);
    if (!short || length.charCodeAt(0) !== name.length) throw new Error(`the import ${name} is not in the glue`);
    found.add(name);
    return String.fromCharCode(short.length) + short;
  });
  if (found.size !== names.size) throw new Error(`${names.size - found.size} names of the glue are not imported`);
  const bytes = Buffer.from(imports, "latin1");
  const head = Buffer.from([IMPORTS, ...leb128(bytes.length)]);
  return Buffer.concat([wasm.subarray(0, from), head, bytes, wasm.subarray(to)]);
}

/** Where a section begins, where its content does, and where it ends. */
function section(wasm, wanted) {
  for (let from = 8; from < wasm.length; ) {
    let [at, size, shift] = [from + 1, 0, 0];
    for (; wasm[at] & 0x80; shift += 7) size |= (wasm[at++] & 0x7f) << shift;
    size |= wasm[at++] << shift;
    if (wasm[from] === wanted) return { from, content: at, to: at + size };
    from = at + size;
  }
  throw new Error(`the module has no section ${wanted}`);
}

/** A number in the format's own encoding, seven bits to the byte. */
function leb128(number) {
  const bytes = [];
  for (; number > 0x7f; number >>>= 7) bytes.push((number & 0x7f) | 0x80);
  return [...bytes, number];
}
