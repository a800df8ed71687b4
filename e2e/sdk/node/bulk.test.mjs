// Many devices in one call, and counting them.
import assert from "node:assert/strict";

import { control } from "./fixture/control.mjs";
import { fresh, newDevice, registry } from "./fixture/hub.mjs";
import { proves } from "./fixture/rows.mjs";

proves("bulk.create", "two devices are created in one call", async () => {
  const devices = [{ deviceId: fresh() }, { deviceId: fresh(), status: "disabled" }];
  const { responseBody: result } = await registry.addDevices(devices);
  assert.deepEqual(result, { isSuccessful: true, errors: [], warnings: [] });
  assert.equal((await read(devices[1])).status, "disabled");
});

proves("bulk.update", "two devices are updated in one call, whatever their etags", async () => {
  const devices = [await newDevice(), await newDevice()];
  await registry.updateDevices(devices.map(({ deviceId }) => ({ deviceId, status: "disabled" })), true);
  for (const device of devices) assert.equal((await read(device)).status, "disabled");
});

proves("bulk.update.stale", "of two updates the one with a stale etag is refused", async () => {
  const [current, stale] = [await newDevice(), await newDevice()];
  const updates = [{ ...current, status: "disabled" }, { ...stale, status: "disabled", etag: "c3RhbGU=" }];
  const [error] = await errors(registry.updateDevices(updates, false));
  assert.deepEqual([error.deviceId, error.errorCode], [stale.deviceId, "PreconditionFailed"]);
  assert.equal((await read(current)).status, "disabled");
  assert.equal((await read(stale)).status, "enabled");
});

proves("bulk.delete", "two devices are deleted in one call, whatever their etags", async () => {
  const devices = [await newDevice(), await newDevice()];
  const { responseBody: result } = await registry.removeDevices(devices.map(({ deviceId }) => ({ deviceId })), true);
  assert.equal(result.isSuccessful, true);
  for (const device of devices) await assert.rejects(read(device), { name: "DeviceNotFoundError" });
});

proves("bulk.delete.stale", "of two deletions the one with a stale etag is refused", async () => {
  const [current, stale] = [await newDevice(), await newDevice()];
  const [error] = await errors(registry.removeDevices([current, { ...stale, etag: "c3RhbGU=" }], false));
  assert.deepEqual([error.deviceId, error.errorCode], [stale.deviceId, "PreconditionFailed"]);
  await assert.rejects(read(current), { name: "DeviceNotFoundError" });
  await read(stale);
});

proves("bulk.partly", "a device that exists is named, and the other one is created", async () => {
  const [taken, other] = [await newDevice(), { deviceId: fresh() }];
  const [error, ...more] = await errors(registry.addDevices([{ deviceId: taken.deviceId }, other]));
  assert.deepEqual([error.deviceId, error.errorCode, more], [taken.deviceId, "DeviceAlreadyExists", []]);
  await read(other);
});

proves("statistics.devices", "devices are counted by their status", async () => {
  await control.reset();
  await newDevice();
  await newDevice({ status: "disabled" });
  const { responseBody: counts } = await registry.getRegistryStatistics();
  assert.deepEqual(counts, { totalDeviceCount: 2, enabledDeviceCount: 1, disabledDeviceCount: 1 });
});

async function read({ deviceId }) {
  return (await registry.get(deviceId)).responseBody;
}

/** The errors of a bulk call: the SDK throws when one item failed, and keeps the answer's text. */
async function errors(call) {
  const error = await call.then(() => assert.fail("nothing was refused"), (error) => error);
  return JSON.parse(error.responseBody).errors;
}
