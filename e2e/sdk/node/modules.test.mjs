// Modules of the identity registry.
import assert from "node:assert/strict";
import { promisify } from "node:util";

import { newDevice, newModule, refused, registry } from "./fixture/hub.mjs";
import { proves } from "./fixture/rows.mjs";

const thumbprints = { primaryThumbprint: "A".repeat(64), secondaryThumbprint: "B".repeat(64) };

proves("modules.create", "a module is created, and the hub makes its keys", async () => {
  const { deviceId } = await newDevice();
  const { responseBody: module } = await registry.addModule({ deviceId, moduleId: "lock", managedBy: "us" });
  assert.equal(module.managedBy, "us");
  assert.equal(Buffer.from(module.authentication.symmetricKey.primaryKey, "base64").length, 32);
});

proves("modules.create.taken", "a module id that is taken is refused with 409", async () => {
  const { deviceId, moduleId } = await newModule();
  await refused(registry.addModule({ deviceId, moduleId }), 409, "ModuleAlreadyExistsOnDevice");
});

proves("modules.create.x509", "a module with thumbprints is registered as self-signed", async () => {
  const { deviceId } = await newDevice();
  const authentication = { type: "selfSigned", x509Thumbprint: thumbprints };
  await registry.addModule({ deviceId, moduleId: "lock", authentication });
  assert.deepEqual((await read({ deviceId, moduleId: "lock" })).authentication.x509Thumbprint, thumbprints);
});

proves("modules.create.authority", "a module that trusts an authority is registered as that", async () => {
  const { deviceId } = await newDevice();
  await registry.addModule({ deviceId, moduleId: "lock", authentication: { type: "certificateAuthority" } });
  assert.equal((await read({ deviceId, moduleId: "lock" })).authentication.type, "certificateAuthority");
});

proves("modules.get", "a module is read back", async () => {
  const module = await newModule();
  assert.deepEqual(await read(module), module);
});

proves("modules.get.unknown", "a module that is not registered is 404", async () => {
  const { deviceId } = await newDevice();
  await refused(registry.getModule(deviceId, "lock"), 404, "ModuleNotFound");
});

proves("modules.list", "the list names every module of the device", async () => {
  const { deviceId } = await newModule();
  await registry.addModule({ deviceId, moduleId: "bell" });
  const { responseBody: modules } = await registry.getModulesOnDevice(deviceId);
  assert.deepEqual(modules.map(({ moduleId }) => moduleId).sort(), ["bell", "lock"]);
});

proves("modules.update", "a module of this etag is updated, and its etag moves", async () => {
  const module = await newModule();
  await registry.updateModule({ ...module, managedBy: "them" });
  const updated = await read(module);
  assert.equal(updated.managedBy, "them");
  assert.notEqual(updated.etag, module.etag);
});

proves("modules.update.stale", "an update with a stale etag is refused, and forced it is not", async () => {
  const module = { ...(await newModule()), etag: "c3RhbGU=", managedBy: "them" };
  await refused(registry.updateModule(module), 412, "PreconditionFailed");
  await registry.updateModule(module, true);
  assert.equal((await read(module)).managedBy, "them");
});

proves("modules.update.x509", "a module that had keys gets thumbprints", async () => {
  const module = await newModule();
  await registry.updateModule({ ...module, authentication: { type: "selfSigned", x509Thumbprint: thumbprints } });
  assert.deepEqual((await read(module)).authentication.x509Thumbprint, thumbprints);
});

proves("modules.update.authority", "a module that had keys comes to trust an authority", async () => {
  const module = await newModule();
  await registry.updateModule({ ...module, authentication: { type: "certificateAuthority" } });
  assert.equal((await read(module)).authentication.type, "certificateAuthority");
});

proves("modules.delete", "a deleted module is gone, and its device is not", async () => {
  const { deviceId, moduleId } = await newModule();
  await registry.removeModule(deviceId, moduleId);
  await refused(registry.getModule(deviceId, moduleId), 404, "ModuleNotFound");
  await registry.get(deviceId);
});

proves("modules.delete.stale", "a deletion with a stale etag is refused", async () => {
  const module = await newModule();
  // Of this overload the SDK offers the form with a callback only.
  const remove = promisify(registry.removeModule.bind(registry));
  await refused(remove({ ...module, etag: "c3RhbGU=" }), 412, "PreconditionFailed");
  await read(module);
});

async function read({ deviceId, moduleId }) {
  return (await registry.getModule(deviceId, moduleId)).responseBody;
}
