// The standard ports. Two of the SDKs know no others, so the emulator takes 443 and 8883: directly where that is
// allowed, else in a network namespace of its own, else this ends with a sentence.
import { spawnSync } from "node:child_process";
import { createServer } from "node:net";

export const HTTPS = 443;
export const MQTT = 8883;

/** Returns when both standard ports can be had; starts this script again in a namespace where they can. */
export async function standardPorts() {
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

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
