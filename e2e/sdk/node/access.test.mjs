// Who may call the hub, and when.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import hub from "azure-iothub";

import { control } from "./fixture/control.mjs";
import { newDevice, refused, registry, service } from "./fixture/hub.mjs";
import { proves } from "./fixture/rows.mjs";

const { HostName, SharedAccessKeyName, SharedAccessKey } = hub.ConnectionString.parse(service);
const now = Math.floor(Date.now() / 1000);
const token = (expiry) => hub.SharedAccessSignature.create(HostName, SharedAccessKeyName, SharedAccessKey, expiry).toString();

proves("access.token", "a token that somebody else made opens every client", async () => {
  const { deviceId } = await newDevice();
  const given = token(now + 600);
  await hub.Registry.fromSharedAccessSignature(given).get(deviceId);
  await hub.JobClient.fromSharedAccessSignature(given).getJob("none");
  const call = hub.Client.fromSharedAccessSignature(given).invokeDeviceMethod(deviceId, { methodName: "lockDoor" });
  await refused(call, 404, "DeviceNotOnline");
});

proves("access.wrong-key", "a wrong key is refused with 401", async () => {
  const key = Buffer.alloc(32).toString("base64");
  const stranger = hub.Registry.fromConnectionString(`HostName=localhost;SharedAccessKeyName=iothubowner;SharedAccessKey=${key}`);
  await refused(stranger.list(), 401, "IotHubUnauthorizedAccess");
});

proves("access.expired", "an expired token is refused with 401", async () => {
  const late = hub.Registry.fromSharedAccessSignature(token(now - 1));
  await refused(late.list(), 401, "IotHubUnauthorizedAccess");
});

proves("access.policy", "a policy that only reads may not write", async () => {
  const { deviceId } = await newDevice();
  const path = join(process.env.HUB_STATE, "policies/registryRead.connection-string");
  const reader = hub.Registry.fromConnectionString(readFileSync(path, "utf8").trim());
  await reader.get(deviceId);
  await refused(reader.delete(deviceId), 401, "IotHubUnauthorizedAccess");
  await refused(reader.getTwin(deviceId), 401, "IotHubUnauthorizedAccess");
});

proves("access.entra", "a token of Entra opens every client", async () => {
  const { deviceId } = await newDevice();
  const given = credential(process.env.HUB_ENTRA_CONTRIBUTOR);
  await hub.Registry.fromTokenCredential("localhost", given).get(deviceId);
  await hub.JobClient.fromTokenCredential("localhost", given).getJob("none");
  const call = hub.Client.fromTokenCredential("localhost", given).invokeDeviceMethod(deviceId, { methodName: "lockDoor" });
  await refused(call, 404, "DeviceNotOnline");
});

proves("access.entra.refused", "a token of Entra whose role only reads may not write, and a made up one nothing", async () => {
  const { deviceId } = await newDevice();
  const reader = hub.Registry.fromTokenCredential("localhost", credential(process.env.HUB_ENTRA_READER));
  await reader.get(deviceId);
  await refused(reader.delete(deviceId), 401, "IotHubUnauthorizedAccess");
  const stranger = hub.Registry.fromTokenCredential("localhost", credential("a.b.c"));
  await refused(stranger.get(deviceId), 401, "IotHubUnauthorizedAccess");
});

proves("access.throttled", "a hub that throttles answers 429, and no longer than it does", async () => {
  const { deviceId } = await newDevice();
  await control.throttle(60);
  const error = await registry.get(deviceId).catch((error) => error);
  await control.advance(60);
  assert.equal(error.name, "ThrottlingError");
  await registry.get(deviceId);
});

/** Somebody who has a token of Entra. */
function credential(token) {
  return { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) };
}
