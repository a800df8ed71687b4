// The examples of the emulator, run as a newcomer runs them.
import { spawnSync } from "node:child_process";
import { copyFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";

const LOCKED = /^completed: .*deviceMethodResponse.*locked.*10m/m;

/** Runs each example against an emulator's state directory; answers what is wrong with them, a sentence each. */
export function examples({ folder, packages, python, work, environment }) {
  // Beside the packages that a newcomer installs.
  const script = join(work, "lock-doors.mjs");
  copyFileSync(join(folder, "node/lock-doors.mjs"), script);
  symlinkSync(join(packages, "node_modules"), join(work, "node_modules"));
  return [
    ...locks(process.execPath, [script, environment.HUB_STATE], environment),
    ...locks(python, [join(folder, "python/lock_doors.py"), environment.HUB_STATE], environment),
  ];
}

function locks(program, args, env) {
  const run = spawnSync(program, args, { env, encoding: "utf8", timeout: 60_000, stdio: ["ignore", "pipe", "inherit"] });
  console.log(`${program} ${args.join(" ")} printed ${run.stdout}`);
  if (run.status !== 0) return [`${args[0]} ended with ${run.status ?? run.error}`];
  return LOCKED.test(run.stdout) ? [] : [`${args[0]} did not lock its door`];
}
