// Devices that nobody plays, with ids so long that one condition cannot name them all.
import { type Stack } from "./stack.ts";

/** How many there are: fewer than have to be typed to confirm, and the jobs that name them. */
export const LONG_NAMES = { devices: 90, jobs: 2 };

const ids = Array.from({ length: LONG_NAMES.devices }, (_, index) => `gate-${"north-entrance-".repeat(7)}${String(index).padStart(3, "0")}`);

/** As after WHERE. */
export const longNames = "STARTSWITH(deviceId, 'gate-')";

/** Registers them while something is done. */
export async function withLongNames(stack: Stack, use: () => Promise<void>): Promise<void> {
  const all = (importMode: "create" | "delete") => stack.hub.rest("POST", "/devices", ids.map((id) => ({ id, importMode })));
  await all("create");
  try {
    await use();
  } finally {
    await all("delete");
  }
}
