// Cuts the dashboard's WebAssembly into the parts that a browser loads when they are first needed (src/parts.rs).
//
// Trunk runs this after a build. What it has built is one program; that is replaced by a main program and its parts.
// Every file is named after its content, so that browsers may keep them.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { shortened } from "./imports.mjs";
import { LANGUAGES, partsOf } from "./loader.mjs";

/** Parts that no page begins with. */
const LATER = ["forms"];
/** Smaller parts are not worth a request of their own: they are in one file together. */
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
    const written = readFileSync(join(work, "__wasm_split.js"), "utf8");
    const contents = new Map();
    for (const part of readdirSync(work).filter((file) => file.endsWith(".wasm") && file !== `${name}.wasm`)) {
      optimise(join(work, part), join(work, part));
      contents.set(part, readFileSync(join(work, part)));
    }
    const loader = loaderOf(written, contents);
    const loaderName = `parts-${hash(loader)}.js`;
    writeFileSync(join(staging, loaderName), loader);
    const glue = join(staging, `${name}.js`);
    const short = shortened(readFileSync(program), readFileSync(glue, "utf8"));
    writeFileSync(program, short.wasm);
    // The import changes its name; what it is called in the WebAssembly stays.
    writeFileSync(glue, bare(short.glue).replaceAll('from "./__wasm_split.js"', `from "./${loaderName}"`));
    write(loaderName, pack(partsOf(written), contents));
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** The loader with every part from its file, or from the file of the small ones, unless it came in a pack. */
function loaderOf(written, contents) {
  let loader = written;
  const small = [];
  let end = 0;
  for (const [part, bytes] of contents) {
    const fetched = `fetch(${address(part)})`;
    if (!loader.includes(fetched)) throw new Error(`wasm-split-cli does not load ${part} as it used to`);
    let load = `small(${end}, ${end + bytes.length})`;
    if (bytes.length < WORTH_A_FILE) {
      small.push(bytes);
      end += bytes.length;
    } else {
      load = `fetch(${address(file(part, bytes))})`;
    }
    loader = loader.replace(fetched, `part("${short(part)}", () => ${load})`);
  }
  const together = Buffer.concat(small);
  const name = `small-${hash(together)}.bin`;
  writeFileSync(join(staging, name), together);
  return bare(script("parts.js")).replace("small.bin", name) + loader;
}

/**
 * Packs what a page may begin with, in each language, so that the first load is one request instead of thirty, and is
 * compressed as one; later pages load the single files that they lack. Answers with the packs, what is in each of the
 * parts, and how long that is.
 */
function pack(parts, contents) {
  const pages = [...parts.keys()].filter((name) => ![...LATER, ...LANGUAGES].includes(name));
  const packs = pages.flatMap((page) => LANGUAGES.map((language) => {
    const files = new Set([...parts.get(page), ...parts.get(language)]);
    const bytes = Buffer.concat([...files].map((file) => contents.get(file)));
    const packed = `first_${page}_${language}-${hash(bytes)}.bin`;
    writeFileSync(join(staging, packed), bytes);
    return [`${page} ${language}`, publicUrl + packed];
  }));
  const first = [...pages, ...LANGUAGES].map((name) => [name, parts.get(name)]);
  const files = [...contents].filter(([file]) => first.some(([, files]) => files.includes(file)));
  const named = first.map(([name, files]) => [name, files.map(short)]);
  const sizes = files.map(([file, bytes]) => [short(file), bytes.length]);
  return [packs, named, sizes].map(Object.fromEntries);
}

/** What a part is called between loader and packs: `7` of `chunk_7.wasm`. */
function short(part) {
  return part.replace(/^chunk_|\.wasm$/g, "");
}

/** Changes index.html: first.js with what is in the packs, one stylesheet for all, and the loader beside the glue. */
function write(loaderName, packed) {
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
  const first = `<script>${firstScript(packed)}</script><link rel="stylesheet" href="${publicUrl}${name}">`;
  // What starts the program is not worth a request.
  const starts = /(<script\b[^>]*?) src="?[^" >]*start\.js"?([^>]*>)/;
  if (!starts.test(html)) throw new Error("Trunk does not start the program as it used to");
  const started = html.replace(starts, (_, before, after) => `${before}${after}${bare(script("start.js"))}`);
  rmSync(join(staging, "start.js"));
  const linked = started.replace("</title>", () => `</title>${first}`);
  if (sheets.length === 0 || ![loaderName, first].every((wanted) => linked.includes(wanted))) {
    throw new Error("Trunk does not write index.html as it used to");
  }
  writeFileSync(page, linked);
}

/** first.js without its comments and indentation, which nobody needs in the page. */
function firstScript(packed) {
  const place = "const [packs, parts, sizes] = [{}, {}, {}];";
  const first = bare(script("first.js"));
  if (!first.includes(place)) throw new Error("first.js has no place for the packs");
  return first.replace(place, () => `const [packs, parts, sizes] = ${JSON.stringify(packed)};`);
}

/** The text of a script beside this one. */
function script(name) {
  return readFileSync(join(root, "frontend", name), "utf8");
}

/** A script without its comments, as far as they have lines of their own, and its indentation. */
function bare(script) {
  return script.replaceAll(/^\s*(\/\/.*\n|\/\*\*[^]*?\*\/\n)?/gm, "");
}

/** Writes a part under a name of its content: `split_jobs.wasm`; shared is `chunk_7.wasm`. */
function file(part, bytes) {
  const hashed = `${part.split(".")[0]}-${hash(bytes)}.wasm`;
  writeFileSync(join(staging, hashed), bytes);
  return hashed;
}

function address(file) {
  return `new URL("./${file}", import.meta.url)`;
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
