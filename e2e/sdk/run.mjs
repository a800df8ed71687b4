// Runs the official SDKs against the emulator, the way their users run them, and writes what they proved into
// target/conformance.md.
//
// `node e2e/sdk/run.mjs` runs everything. With names of test files it runs those, and asks for no complete table.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { startEmulator } from "./run/emulator.mjs";
import { examples } from "./run/examples.mjs";
import { startIssuer } from "./run/issuer.mjs";
import { standardPorts } from "./run/ports.mjs";
import { table } from "./run/table.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const python = join(root, "target/tools/python/bin/python");
const files = process.argv.slice(2);

await standardPorts();
const work = mkdtempSync(join(tmpdir(), "lockstep-sdk-"));
const build = join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug");
const issuer = await startIssuer();
const emulator = await startEmulator(build, work, issuer.issuer);
const rows = join(work, "rows.jsonl");
const environment = {
  ...process.env,
  ...emulator.environment,
  HUB_ENTRA_CONTRIBUTOR: issuer.token("IoT Hub Data Contributor"),
  HUB_ENTRA_READER: issuer.token("IoT Hub Data Reader"),
  HUB_ROWS: rows,
  PYTHONPATH: join(here, "python"),
};
let problems;
try {
  problems = files.length > 0 ? await only(files) : await everything();
} finally {
  await emulator.end();
  issuer.end();
  rmSync(work, { recursive: true });
}
for (const problem of problems) console.error(problem);
process.exit(problems.length > 0 ? 1 : 0);

async function everything() {
  const folders = { folder: join(root, "hub-emulator/examples"), packages: join(here, "node"), work };
  return [
    ...(await node(["node/"])),
    ...(await unittest(["discover", "--start-directory", "python"])),
    ...examples({ ...folders, python, environment }),
    ...table(rows, join(root, "target/conformance.md")),
  ];
}

async function only(files) {
  const scripts = files.filter((file) => file.endsWith(".mjs"));
  const modules = files.filter((file) => file.endsWith(".py"));
  const names = modules.map((file) => file.replace(/^python\/|\.py$/g, "").replaceAll("/", "."));
  return [...(scripts.length > 0 ? await node(scripts) : []), ...(names.length > 0 ? await unittest(names) : [])];
}

function node(what) {
  const options = ["--test", "--test-reporter=spec", "--test-concurrency=1", "--test-timeout=60000"];
  return passes(process.execPath, [...options, ...what]);
}

function unittest(what) {
  // The SDK asks for TLS 1.2 by a name that Python will drop.
  return passes(python, ["-W", "ignore::DeprecationWarning", "-m", "unittest", ...what, "--verbose"]);
}

/** Runs a program in this folder; answers what is wrong with it, if anything. */
async function passes(program, args) {
  const started = Date.now();
  const child = spawn(program, args, { stdio: "inherit", cwd: here, env: environment });
  const status = await new Promise((settle) => child.once("exit", settle));
  console.log(`${((Date.now() - started) / 1000).toFixed(1)} s for ${program} ${args.join(" ")}\n`);
  return status === 0 ? [] : [`${program} ${args.join(" ")} ended with ${status}`];
}
