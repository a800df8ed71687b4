// Cuts the dashboard's WebAssembly into the parts that a browser loads when they are first needed (src/parts.rs).
//
// Trunk runs this after a build. What it has built is one program; that is replaced by a main program and its parts.
// Every file is named after its content, so that browsers may keep them.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { shortened } from "./imports.mjs";
import { partsOf } from "./loader.mjs";

/** Parts that no page begins with. */
const LATER = ["forms"];
/** Smaller parts are not worth a request of their own. */
const WORTH_A_FILE = 2048;

const { TRUNK_PROFILE, TRUNK_SOURCE_DIR: root, TRUNK_STAGING_DIR: staging, TRUNK_PUBLIC_URL: publicUrl } = process.env;
if (TRUNK_PROFILE === "release") split();

function split() {
  const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
  const work = mkdtempSync(join(target, "split-"));
  try {
    const name = stem();
    const built = join(target, "wasm32-unknown-unknown/wasm/lockstep-frontend.wasm");
    run("wasm-split-cli", [built, work, "--target", "web", "--out-name", name]);
    const bindgen = ["--target", "web", "--no-typescript", "--keep-lld-exports", "--out-name", name];
    run("wasm-bindgen", [...bindgen, "--out-dir", staging, join(work, `${name}.wasm`)]);
    const program = join(staging, `${name}_bg.wasm`);
    optimise(program, program);
    let loader = readFileSync(join(work, "__wasm_split.js"), "utf8");
    for (const part of readdirSync(work).filter((file) => file.endsWith(".wasm") && file !== `${name}.wasm`)) {
      optimise(join(work, part), join(work, part));
      const bytes = readFileSync(join(work, part));
      const fetched = `fetch(${address(part)})`;
      if (!loader.includes(fetched)) throw new Error(`wasm-split-cli does not load ${part} as it used to`);
      loader = loader.replace(fetched, bytes.length < WORTH_A_FILE ? inline(bytes) : file(part, bytes));
    }
    const loaderName = `parts-${hash(loader)}.js`;
    writeFileSync(join(staging, loaderName), loader);
    const glue = join(staging, `${name}.js`);
    const short = shortened(readFileSync(program), readFileSync(glue, "utf8"));
    writeFileSync(program, short.wasm);
    // The import changes its name; what it is called in the WebAssembly stays.
    writeFileSync(glue, short.glue.replaceAll('from "./__wasm_split.js"', `from "./${loaderName}"`));
    write(loaderName, pack(partsOf(loader)));
  } finally {
    rmSync(work, { recursive: true });
  }
}

/**
 * Packs the files of each part that a page may begin with, so that the first load is a request or two instead of thirty,
 * and is compressed as one; later pages load the single files that they lack. Answers with what is in which pack.
 */
function pack(parts) {
  const packs = [...parts].filter(([name]) => !LATER.includes(name)).map(([name, files]) => {
    const contents = files.map((file) => readFileSync(join(staging, file)));
    const bytes = Buffer.concat(contents);
    const packed = `first_${name}-${hash(bytes)}.bin`;
    writeFileSync(join(staging, packed), bytes);
    return [name, [publicUrl + packed, Object.fromEntries(files.map((file, place) => [file, contents[place].length]))]];
  });
  return Object.fromEntries(packs);
}

/** Changes index.html: first.js with what is in the packs, one stylesheet for all, and the loader beside the glue. */
function write(loaderName, packs) {
  const page = join(staging, "index.html");
  const sheets = [];
  const html = readFileSync(page, "utf8")
    .replace("</head>", `<link rel="modulepreload" href="${publicUrl}${loaderName}" crossorigin="anonymous"></head>`)
    .replaceAll(/<link\b[^>]*?([\w-]+\.css)\b[^>]*>\s*/g, (_, file) => (sheets.push(file), ""));
  const style = Buffer.concat(sheets.map((file) => readFileSync(join(staging, file))));
  const name = `style-${hash(style)}.css`;
  writeFileSync(join(staging, name), style);
  for (const file of sheets) rmSync(join(staging, file));
  // Before the stylesheet: a script waits for every stylesheet that stands before it.
  const first = `<script>${firstScript(packs)}</script><link rel="stylesheet" href="${publicUrl}${name}">`;
  const linked = html.replace("</title>", () => `</title>${first}`);
  if (sheets.length === 0 || ![loaderName, first].every((wanted) => linked.includes(wanted))) {
    throw new Error("Trunk does not write index.html as it used to");
  }
  writeFileSync(page, linked);
}

/** first.js without its comments and indentation, which nobody needs in the page. */
function firstScript(packs) {
  const script = readFileSync(join(root, "frontend/first.js"), "utf8").replaceAll(/^\s*(\/\/.*\n)?/gm, "");
  if (!script.includes("const packs = {};")) throw new Error("first.js has no place for the packs");
  return script.replace("const packs = {};", () => `const packs = ${JSON.stringify(packs)};`);
}

/** Writes a part under a name of its content, and loads it from there: `split_jobs.wasm`; shared is `chunk_7.wasm`. */
function file(part, bytes) {
  const hashed = `${part.split(".")[0]}-${hash(bytes)}.wasm`;
  writeFileSync(join(staging, hashed), bytes);
  return `(globalThis.firstPart ?? fetch)(${address(hashed)})`;
}

function address(file) {
  return `new URL("./${file}", import.meta.url)`;
}

/** Loads a part from the text of the loader itself. */
function inline(bytes) {
  const decoded = `Uint8Array.from(atob("${bytes.toString("base64")}"), (byte) => byte.charCodeAt(0))`;
  return `Promise.resolve(new Response(${decoded}, { headers: { "content-type": "application/wasm" } }))`;
}

/** The name that Trunk has given to the program, without its ending. */
function stem() {
  const glue = readdirSync(staging).find((file) => /^lockstep-frontend-[0-9a-f]+\.js$/.test(file));
  if (!glue) throw new Error(`Trunk has left no lockstep-frontend-….js in ${staging}`);
  return glue.slice(0, -".js".length);
}

/** The same passes as Trunk's: what index.html says is said once. */
function optimise(from, to) {
  const html = readFileSync(join(root, "index.html"), "utf8");
  const [, level] = html.match(/data-wasm-opt="(\w)"/);
  const [, features] = html.match(/data-wasm-opt-params="([^"]+)"/);
  run("wasm-opt", [from, `-O${level}`, ...features.split(" "), "--strip-producers", "--strip-target-features", "-o", to]);
}

function hash(content) {
  return createHash("sha256").update(content).digest("hex").slice(0, 12);
}

function run(program, args) {
  const folders = [join(root, "target/tools/bin"), join(root, "e2e/node_modules/.bin"), process.env.PATH];
  const env = { ...process.env, PATH: folders.join(delimiter) };
  const { error, status, stderr } = spawnSync(program, args, { env, encoding: "utf8" });
  if (error) throw new Error(`${program} is missing: \`cargo xtask setup\` puts it under target/tools (${error.message})`);
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
}
