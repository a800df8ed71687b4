// Runs the official SDKs against the emulator, the way their users run them.
//
// Two of them know only the standard ports, so the emulator takes 443 and 8883: directly where that is allowed,
// else in a network namespace of its own, else this ends with a sentence.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
const HTTPS = 443;
const MQTT = 8883;

await standardPorts();
const emulator = await startEmulator();
try {
  const environment = {
    ...process.env,
    NODE_EXTRA_CA_CERTS: emulator.ca,
    REQUESTS_CA_BUNDLE: emulator.ca,
    HUB_CA: emulator.ca,
    HUB_SERVICE: emulator.connectionString,
    HUB_CONTROL: `https://localhost:${HTTPS}/_emulator`,
  };
  await passes("node", ["--test", "--test-reporter=spec", "--test-concurrency=1", "--test-timeout=60000", "node/"], environment);
  const python = join(root, "target/tools/python/bin/python");
  await passes(python, ["-m", "unittest", "discover", "--start-directory", "python", "--verbose"], environment);
} finally {
  await emulator.end();
}

/** Returns when both standard ports can be had; starts this script again in a namespace where they can. */
async function standardPorts() {
  const refused = (await Promise.all([HTTPS, MQTT].map(whyNot))).find(Boolean);
  if (!refused) return;
  if (refused.code === "EADDRINUSE" || process.env.LOCKSTEP_OWN_NETWORK) {
    fail(`Port ${refused.port} is taken: end what listens there, the SDKs know no other port.`);
  }
  const again = `ip link set lo up && exec "$0" "$@"`;
  const inside = ["--map-root-user", "--net", "sh", "-c", again, process.execPath, ...process.argv.slice(1)];
  const run = spawnSync("unshare", inside, {
    stdio: "inherit",
    env: { ...process.env, LOCKSTEP_OWN_NETWORK: "1" },
  });
  if (run.error) {
    fail(`Port ${refused.port} may not be taken (${refused.code}) and there is no \`unshare\`: run as root.`);
  }
  process.exit(run.status ?? 1);
}

function whyNot(port) {
  return new Promise((settle) => {
    const probe = createServer();
    probe.once("error", (error) => settle({ port, code: error.code }));
    probe.listen(port, "127.0.0.1", () => probe.close(() => settle(undefined)));
  });
}

async function startEmulator() {
  const state = mkdtempSync(join(tmpdir(), "lockstep-sdk-"));
  const child = spawn(
    join(target, "debug/lockstep-hub-emulator"),
    ["--https", `127.0.0.1:${HTTPS}`, "--mqtt", `127.0.0.1:${MQTT}`, "--tier", "s3", "--state", state],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const ended = new Promise((settle) => child.once("exit", settle));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  // The iterator ends when the program does.
  const first = await lines.next();
  if (!first.value?.startsWith("ready ")) fail(`The emulator did not start: ${first.value ?? "its last lines say why"}`);
  return {
    ca: join(state, "ca.pem"),
    connectionString: readFileSync(join(state, "service.connection-string"), "utf8").trim(),
    async end() {
      child.kill("SIGTERM");
      await ended;
      rmSync(state, { recursive: true });
    },
  };
}

async function passes(program, args, env) {
  const child = spawn(program, args, { stdio: "inherit", cwd: here, env });
  const status = await new Promise((settle) => child.once("exit", settle));
  if (status !== 0) {
    await emulator.end();
    fail(`${program} ${args.join(" ")} ended with ${status}`);
  }
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
