// Twins, from the service's side.
import assert from "node:assert/strict";

import { newDevice, newModule, refused, registry } from "./fixture/hub.mjs";
import { proves } from "./fixture/rows.mjs";

proves("twins.get", "a new device has a twin of version 2 without properties", async () => {
  const twin = await read(await newDevice());
  assert.deepEqual([twin.etag, twin.version, twin.status], ["AAAAAAAAAAE=", 2, "enabled"]);
  assert.deepEqual([twin.properties.desired.$version, twin.properties.reported.$version], [1, 1]);
});

proves("twins.get.unknown", "a device that is not registered has no twin", async () => {
  await refused(registry.getTwin("nobody"), 404, "DeviceNotFound");
});

proves("twins.patch", "a patch adds to tags and desired properties, moves the versions and notes when", async () => {
  const { deviceId } = await newDevice();
  await registry.updateTwin(deviceId, { tags: { wing: "north" } }, "*");
  await registry.updateTwin(deviceId, { tags: { floor: 3 }, properties: { desired: { building: 43 } } }, "*");
  const twin = await read({ deviceId });
  assert.deepEqual(twin.tags, { wing: "north", floor: 3 });
  assert.deepEqual([twin.properties.desired.building, twin.properties.desired.$version, twin.version], [43, 2, 4]);
  assert.equal(twin.properties.desired.$metadata.building.$lastUpdatedVersion, 2);
});

proves("twins.patch.null", "null deletes, and the last leaf leaves an empty object", async () => {
  const { deviceId } = await newDevice();
  await registry.updateTwin(deviceId, { tags: { at: { wing: "north" }, floor: 3 } }, "*");
  const { responseBody: twin } = await registry.updateTwin(deviceId, { tags: { at: { wing: null }, floor: null } }, "*");
  assert.deepEqual(twin.tags, { at: {} });
});

proves("twins.patch.etag", "a patch of this etag is taken, and the etag moves", async () => {
  const { deviceId } = await newDevice();
  const { responseBody: twin } = await registry.updateTwin(deviceId, { tags: { floor: 3 } }, "AAAAAAAAAAE=");
  assert.equal(twin.etag, "AAAAAAAAAAI=");
});

proves("twins.patch.stale", "a patch with a stale etag is refused with 412", async () => {
  const { deviceId } = await newDevice();
  await registry.updateTwin(deviceId, { tags: { floor: 3 } }, "*");
  await refused(registry.updateTwin(deviceId, { tags: { floor: 4 } }, "AAAAAAAAAAE="), 412, "PreconditionFailed");
  assert.equal((await read({ deviceId })).tags.floor, 3);
});

proves("twins.patch.too-large", "more than 32 KB of desired properties are refused with 403", async () => {
  const { deviceId } = await newDevice();
  const desired = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`text${index}`, "x".repeat(4000)]));
  const patch = registry.updateTwin(deviceId, { properties: { desired } }, "*");
  await refused(patch, 403, "DeviceModelMaxPropertiesExceeded");
});

proves("twins.object", "the twin object updates what it was read from", async () => {
  const { deviceId } = await newDevice();
  const twin = await read({ deviceId });
  await twin.update({ tags: { floor: 3 } });
  await twin.get();
  assert.equal(twin.tags.floor, 3);
});

proves("twins.module.get", "a new module has a twin of its own", async () => {
  const { deviceId, moduleId } = await newModule();
  const { responseBody: twin } = await registry.getModuleTwin(deviceId, moduleId);
  assert.deepEqual([twin.deviceId, twin.moduleId, twin.version], [deviceId, moduleId, 2]);
});

proves("twins.module.patch", "a patch of a module's twin leaves the device's alone", async () => {
  const { deviceId, moduleId } = await newModule();
  await registry.updateModuleTwin(deviceId, moduleId, { properties: { desired: { bolts: 2 } } }, "*");
  assert.equal((await registry.getModuleTwin(deviceId, moduleId)).responseBody.properties.desired.bolts, 2);
  assert.equal((await read({ deviceId })).properties.desired.bolts, undefined);
});

proves("twins.module.patch.stale", "a patch of a module's twin with a stale etag is refused with 412", async () => {
  const { deviceId, moduleId } = await newModule();
  await registry.updateModuleTwin(deviceId, moduleId, { tags: { floor: 3 } }, "*");
  const stale = registry.updateModuleTwin(deviceId, moduleId, { tags: { floor: 4 } }, "AAAAAAAAAAE=");
  await refused(stale, 412, "PreconditionFailed");
});

async function read({ deviceId }) {
  return (await registry.getTwin(deviceId)).responseBody;
}
