// The scenario with Microsoft's Node SDKs at both ends: azure-iothub schedules, azure-iot-device answers.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import common from "azure-iot-common";
import device from "azure-iot-device";
import { Mqtt } from "azure-iot-device-mqtt";
import hub from "azure-iothub";

const service = process.env.HUB_SERVICE;
const registry = hub.Registry.fromConnectionString(service);
const jobs = hub.JobClient.fromConnectionString(service);
const id = `node-door-${randomUUID().slice(0, 8)}`;
const calls = [];
let door;
let twin;

before(async () => {
  const { responseBody: identity } = await registry.create({ deviceId: id });
  const key = identity.authentication.symmetricKey.primaryKey;
  door = device.Client.fromConnectionString(`HostName=localhost;DeviceId=${id};SharedAccessKey=${key}`, Mqtt);
  await door.setOptions({ ca: process.env.HUB_CA });
  door.setRetryPolicy(new common.NoRetry());
  await door.open();
  door.onDeviceMethod("lockDoor", (request, response) => {
    calls.push(request.payload);
    response.send(200, { Response: "lockDoor called successfully" }, () => {});
  });
  twin = await door.getTwin();
});

after(async () => {
  await door.close();
  await registry.delete(id);
});

test("a method job and a twin job run side by side and both reach the device", async () => {
  const desired = new Promise((settle) => {
    twin.on("properties.desired", (delta) => delta.building === 43 && settle(delta));
  });
  const [lock, place] = [randomUUID(), randomUUID()];
  await jobs.scheduleDeviceMethod(
    lock,
    `deviceId = '${id}'`,
    { methodName: "lockDoor", payload: { lockTime: "10m" }, responseTimeoutInSeconds: 60 },
    new Date(Date.now() + 2000),
    300,
  );
  await jobs.scheduleTwinUpdate(
    place,
    `deviceId = '${id}'`,
    { etag: "*", properties: { desired: { building: 43, floor: 3 } } },
    new Date(Date.now() + 1000),
    300,
  );

  const [locked, placed] = await Promise.all([ended(lock), ended(place)]);

  assert.equal(locked.status, "completed");
  assert.deepEqual(statistics(locked), { deviceCount: 1, succeededCount: 1, failedCount: 0 });
  assert.equal(placed.status, "completed");
  assert.deepEqual(calls, [{ lockTime: "10m" }]);
  assert.equal((await desired).floor, 3);
  const { responseBody: stored } = await registry.getTwin(id);
  assert.equal(stored.properties.desired.building, 43);
});

test("a job's row holds what the device answered", async () => {
  const job = randomUUID();
  await jobs.scheduleDeviceMethod(job, `deviceId = '${id}'`, { methodName: "lockDoor", payload: null }, null, 60);
  await ended(job);

  const query = registry.createQuery(`SELECT * FROM devices.jobs WHERE devices.jobs.jobId = '${job}'`);
  const { result: rows } = await query.next();

  assert.equal(rows.length, 1);
  assert.equal(rows[0].status, "completed");
  assert.deepEqual(rows[0].outcome.deviceMethodResponse, {
    status: 200,
    payload: { Response: "lockDoor called successfully" },
  });
});

test("a direct method called by the SDK is answered by the SDK's device", async () => {
  const client = hub.Client.fromConnectionString(service);
  const { result } = await client.invokeDeviceMethod(id, { methodName: "lockDoor", payload: { lockTime: "1m" } });
  assert.deepEqual(result, { status: 200, payload: { Response: "lockDoor called successfully" } });
});

test("what the device reports is in its twin", async () => {
  await new Promise((settle, refuse) =>
    twin.properties.reported.update({ lockState: "locked" }, (error) => (error ? refuse(error) : settle())),
  );
  const { responseBody: stored } = await registry.getTwin(id);
  assert.equal(stored.properties.reported.lockState, "locked");
});

test("a job id that is taken is refused", async () => {
  const job = randomUUID();
  await jobs.scheduleTwinUpdate(job, `deviceId = '${id}'`, { etag: "*", tags: { wing: "north" } }, null, 60);
  await assert.rejects(jobs.scheduleTwinUpdate(job, "*", { etag: "*", tags: { wing: "south" } }, null, 60), {
    name: "DeviceAlreadyExistsError",
  });
  await ended(job);
});

test("the job list names our jobs", async () => {
  const { result } = await jobs.createQuery("scheduleDeviceMethod", "completed").next();
  assert.ok(result.length >= 2, `${result.length} completed method jobs`);
});

/** Asks for the job until it has ended; the test runner's own time limit ends a wait that is too long. */
async function ended(job) {
  for (;;) {
    const { jobStatus } = await jobs.getJob(job);
    if (["completed", "failed", "cancelled"].includes(jobStatus.status)) return jobStatus;
    await new Promise((settle) => setTimeout(settle, 100));
  }
}

function statistics({ deviceJobStatistics: { deviceCount, succeededCount, failedCount } }) {
  return { deviceCount, succeededCount, failedCount };
}
