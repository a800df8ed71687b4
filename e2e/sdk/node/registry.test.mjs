// Devices of the identity registry.
import assert from "node:assert/strict";

import { fresh, newDevice, refused, registry } from "./fixture/hub.mjs";
import { proves } from "./fixture/rows.mjs";

const KEY = Buffer.alloc(32, 7).toString("base64");
const thumbprints = { primaryThumbprint: "A".repeat(40), secondaryThumbprint: "B".repeat(40) };

proves("registry.create", "a device is created, and the hub makes its keys", async () => {
  const { responseBody: device } = await registry.create({ deviceId: fresh() });
  assert.equal(device.status, "enabled");
  assert.equal(Buffer.from(device.authentication.symmetricKey.primaryKey, "base64").length, 32);
});

proves("registry.create.keys", "a device is created with the keys it brings", async () => {
  const symmetricKey = { primaryKey: KEY, secondaryKey: KEY };
  const device = await newDevice({ authentication: { type: "sas", symmetricKey } });
  assert.deepEqual(device.authentication.symmetricKey, symmetricKey);
});

proves("registry.create.x509", "a device with thumbprints is registered as self-signed", async () => {
  const device = await newDevice({ authentication: { type: "selfSigned", x509Thumbprint: thumbprints } });
  assert.equal(device.authentication.type, "selfSigned");
  assert.deepEqual(device.authentication.x509Thumbprint, thumbprints);
});

proves("registry.create.authority", "a device that trusts an authority has no keys", async () => {
  const device = await newDevice({ authentication: { type: "certificateAuthority" } });
  assert.equal(device.authentication.type, "certificateAuthority");
});

proves("registry.create.taken", "an id that is taken is refused with 409", async () => {
  const { deviceId } = await newDevice();
  await refused(registry.create({ deviceId }), 409, "DeviceAlreadyExists");
});

proves("registry.get", "a device is read back as it was written", async () => {
  const created = await newDevice({ status: "disabled", statusReason: "in repair" });
  const { responseBody: device } = await registry.get(created.deviceId);
  assert.deepEqual(device.authentication, created.authentication);
  assert.deepEqual([device.status, device.statusReason, device.etag], ["disabled", "in repair", created.etag]);
});

proves("registry.get.unknown", "a device that is not registered is 404", async () => {
  await refused(registry.get("nobody"), 404, "DeviceNotFound");
});

proves("registry.list", "the list names every device", async () => {
  const { deviceId } = await newDevice();
  const { responseBody: devices } = await registry.list();
  assert.ok(devices.some((device) => device.deviceId === deviceId));
});

proves("registry.update", "a device is disabled, and its etag moves", async () => {
  const device = await newDevice();
  const { responseBody: updated } = await registry.update({ ...device, status: "disabled", statusReason: "lost" });
  assert.equal(updated.status, "disabled");
  assert.equal(updated.statusReason, "lost");
  assert.notEqual(updated.etag, device.etag);
});

proves("registry.update.unknown", "an update of a device that is not registered is 404", async () => {
  await refused(registry.update({ deviceId: "nobody" }), 404, "DeviceNotFound");
});

proves("registry.update.x509", "a device that had keys gets thumbprints", async () => {
  const { deviceId } = await newDevice();
  const authentication = { type: "selfSigned", x509Thumbprint: thumbprints };
  const { responseBody: device } = await registry.update({ deviceId, authentication });
  assert.deepEqual(device.authentication.x509Thumbprint, thumbprints);
});

proves("registry.update.authority", "a device that had keys comes to trust an authority", async () => {
  const { deviceId } = await newDevice();
  const { responseBody: device } = await registry.update({ deviceId, authentication: { type: "certificateAuthority" } });
  assert.equal(device.authentication.type, "certificateAuthority");
});

proves("registry.delete", "a deleted device is gone", async () => {
  const { deviceId } = await newDevice();
  await registry.delete(deviceId);
  await refused(registry.get(deviceId), 404, "DeviceNotFound");
});

proves("registry.delete.unknown", "a device that is not registered cannot be deleted", async () => {
  await refused(registry.delete("nobody"), 404, "DeviceNotFound");
});
