// What the emulator has not: every call is refused, and says so.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import common from "azure-iot-common";
import device from "azure-iot-device";
import hub from "azure-iothub";

import { overEach, token, withDoors } from "./fixture/doors.mjs";
import { newDevice, registry, service } from "./fixture/hub.mjs";
import { proves } from "./fixture/rows.mjs";

const configuration = { id: "night", schemaVersion: "1.0", targetCondition: "*", content: {}, etag: "MQ==" };
const blob = "https://example.blob.core.windows.net/devices?sas";

proves("configurations", "automatic configurations are refused with 501", async () => {
  await unbuilt(registry.addConfiguration(configuration));
  await unbuilt(registry.getConfiguration("night"));
  await unbuilt(registry.getConfigurations());
  await unbuilt(registry.updateConfiguration(configuration));
  await unbuilt(registry.removeConfiguration("night"));
  await unbuilt(registry.applyConfigurationContentOnDevice("door", { modulesContent: {} }));
});

proves("digital-twins", "digital twins are refused with 501", async () => {
  const twins = new hub.DigitalTwinClient(new hub.IoTHubTokenCredentials(service));
  await unbuilt(twins.getDigitalTwin("door"));
  await unbuilt(twins.updateDigitalTwin("door", []));
  await unbuilt(twins.invokeCommand("door", "lock", {}));
  await unbuilt(twins.invokeComponentCommand("door", "lock", "turn", {}));
});

proves("import-export", "import and export jobs are refused with 501", async () => {
  await unbuilt(registry.importDevicesFromBlob(blob, blob));
  await unbuilt(registry.importDevicesFromBlobByIdentity(blob, blob));
  await unbuilt(registry.exportDevicesToBlob(blob, true));
  await unbuilt(registry.exportDevicesToBlobByIdentity(blob, true));
  await unbuilt(registry.listJobs());
  await unbuilt(registry.getJob("none"));
  await unbuilt(registry.cancelJob("none"));
});

proves("files.upload", "file upload is refused with 501", withDoors(async (doors) => {
  const given = token(await newDevice());
  const door = doors.ends(device.Client.fromSharedAccessSignature(given, doors.transport));
  // This client keeps the words of the status line, and nothing else.
  const refused = (error) => /Not Implemented/.test(`${error} ${error.innerError}`);
  await assert.rejects(door.getBlobSharedAccessSignature("photo.png"), refused);
  await assert.rejects(door.notifyBlobUploadStatus("correlation", true, 200, "stored"), refused);
  await assert.rejects(door.uploadToBlob("photo.png", Readable.from(["x"]), 1), refused);
}));

proves("amqp", "nothing listens where AMQP would be", async () => {
  const calls = [
    (cloud) => cloud.open(),
    (cloud) => cloud.send("door", "open"),
    (cloud) => cloud.getFeedbackReceiver(),
    (cloud) => cloud.getFileNotificationReceiver(),
  ];
  for (const call of calls) {
    const cloud = hub.Client.fromConnectionString(service);
    cloud.setRetryPolicy(new common.NoRetry());
    await assert.rejects(call(cloud), { name: "NotConnectedError" });
  }
}, "amqp");

overEach((proves) => {
  proves("device.connect.x509", "a device that shows a certificate is refused", async (doors) => {
    const x509Thumbprint = { primaryThumbprint: "A".repeat(40), secondaryThumbprint: "B".repeat(40) };
    const { deviceId } = await newDevice({ authentication: { type: "selfSigned", x509Thumbprint } });
    const door = doors.ends(device.Client.fromConnectionString(`HostName=localhost;DeviceId=${deviceId};x509=true`, doors.transport));
    await door.setOptions({ cert: ofServer("pem"), key: ofServer("key") });
    await assert.rejects(door.open(), { name: "UnauthorizedError" });
  });
});

/** Any certificate will do, and the emulator's own is at hand. */
function ofServer(what) {
  return readFileSync(join(process.env.HUB_STATE, `server.${what}`), "utf8");
}

/** Expects the answer 501. */
async function unbuilt(call) {
  const error = await call.then(() => assert.fail("it was not refused"), (error) => error);
  assert.equal(error.response?.statusCode ?? error.response?.status, 501, error.stack);
}
