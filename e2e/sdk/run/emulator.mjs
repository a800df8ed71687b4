// The emulator as a user starts it, on the standard ports.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { HTTPS, MQTT } from "./ports.mjs";

/** Starts the emulator of a build folder, with an issuer of Entra tokens; answers how to reach it, as environment, and how to end it. */
export async function startEmulator(build, work, issuer) {
  const state = join(work, "hub");
  const start = () => program(join(build, "lockstep-hub-emulator"), state, issuer);
  let running = await start();
  // No lever of the emulator can end it and start it again: whoever calls here has that done.
  const lever = createServer(async (_, response) => {
    await running.end();
    running = await start();
    response.end();
  });
  await once(lever.listen(0, "127.0.0.1"), "listening");
  const ca = join(state, "ca.pem");
  return {
    environment: {
      NODE_EXTRA_CA_CERTS: ca,
      REQUESTS_CA_BUNDLE: ca,
      HUB_CA: ca,
      HUB_STATE: state,
      HUB_SERVICE: readFileSync(join(state, "service.connection-string"), "utf8").trim(),
      HUB_CONTROL: `https://localhost:${HTTPS}/_emulator`,
      HUB_RESTART: `http://127.0.0.1:${lever.address().port}/`,
    },
    async end() {
      lever.close();
      await running.end();
    },
  };
}

/** Starts a program on a state; answers, once it serves, how to end it. */
async function program(path, state, issuer) {
  const addresses = ["--https", `127.0.0.1:${HTTPS}`, "--mqtt", `127.0.0.1:${MQTT}`];
  const child = spawn(path, [...addresses, "--tier", "s3", "--state", state, "--entra-issuer", issuer], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  // The iterator ends when the program does.
  const first = await lines.next();
  if (!first.value?.startsWith("ready ")) {
    throw new Error(`The emulator did not start: ${first.value ?? "its last lines say why"}`);
  }
  return {
    async end() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
