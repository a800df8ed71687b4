// Registers a door that listens for `lockDoor`, schedules a job that calls it, and prints what came of it.
//
//   npm install azure-iothub azure-iot-device azure-iot-device-mqtt
//   sudo setcap cap_net_bind_service=+ep $(command -v lockstep-hub-emulator)   (azure-iothub knows no port but 443)
//   lockstep-hub-emulator --https 127.0.0.1:443
//   NODE_EXTRA_CA_CERTS=.lockstep/hub/ca.pem node lock-doors.mjs
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import device from "azure-iot-device";
import { Mqtt } from "azure-iot-device-mqtt";
import hub from "azure-iothub";

const state = process.argv[2] ?? ".lockstep/hub";
const service = readFileSync(`${state}/service.connection-string`, "utf8").trim();
const registry = hub.Registry.fromConnectionString(service);
const jobs = hub.JobClient.fromConnectionString(service);

const { responseBody: identity } = await registry.create({ deviceId: `door-${randomUUID()}` });
const key = identity.authentication.symmetricKey.primaryKey;
const door = device.Client.fromConnectionString(
  `HostName=localhost;DeviceId=${identity.deviceId};SharedAccessKey=${key}`,
  Mqtt,
);
await door.open();
door.onDeviceMethod("lockDoor", (request, response) => response.send(200, { locked: request.payload.lockTime }));
await door.sendEvent(new device.Message("listening"));

const job = randomUUID();
const method = { methodName: "lockDoor", payload: { lockTime: "10m" }, responseTimeoutInSeconds: 30 };
await jobs.scheduleDeviceMethod(job, `deviceId = '${identity.deviceId}'`, method, new Date(), 60);
let status;
do {
  await setTimeout(100);
  ({ jobStatus: { status } } = await jobs.getJob(job));
} while (!["completed", "failed", "cancelled"].includes(status));

const rows = await registry.createQuery(`SELECT * FROM devices.jobs WHERE devices.jobs.jobId = '${job}'`).next();
for (const row of rows.result) console.log(`${row.status}: ${JSON.stringify(row.outcome)}`);
await door.close();
