// Scheduled jobs that reach devices.
import assert from "node:assert/strict";

import { control } from "../fixture/control.mjs";
import { subscribed, withDoors } from "../fixture/doors.mjs";
import { fresh, jobs, newDevice, newModule, registry } from "../fixture/hub.mjs";
import { ended, reaches } from "../fixture/jobs.mjs";
import { proves } from "../fixture/rows.mjs";

proves("jobs.method", "a method job calls every device, and its rows hold what they answered", withDoors(async (doors) => {
  const door = await newDevice();
  const calls = [];
  (await doors.open(door)).onDeviceMethod("lockDoor", (request, response) => {
    calls.push(request.payload);
    response.send(200, { locked: true }, () => {});
  });
  await subscribed(door, 1);
  const job = await schedule(`deviceId = '${door.deviceId}'`);
  const { status, deviceJobStatistics } = await ended(job);
  assert.deepEqual([status, deviceJobStatistics.succeededCount, calls], ["completed", 1, [{ lockTime: "10m" }]]);
  assert.deepEqual((await row(job)).outcome.deviceMethodResponse, { status: 200, payload: { locked: true } });
}));

proves("jobs.together", "a method job and a twin job run side by side and both reach the device", withDoors(async (doors) => {
  const door = await newDevice();
  const opened = await doors.open(door);
  const called = new Promise((settle) => {
    opened.onDeviceMethod("lockDoor", (request, response) => {
      response.send(200, null, () => settle(request.payload));
    });
  });
  const twin = await opened.getTwin();
  const patched = new Promise((settle) => twin.on("properties.desired.building", settle));
  await subscribed(door, 3);
  const [condition, place] = [`deviceId = '${door.deviceId}'`, fresh("job")];
  const patch = { etag: "*", properties: { desired: { building: 43 } } };
  const [lock] = await Promise.all([schedule(condition), jobs.scheduleTwinUpdate(place, condition, patch, new Date(), 60)]);
  const ends = await Promise.all([ended(lock), ended(place)]);
  assert.deepEqual(ends.map(({ status }) => status), ["completed", "completed"]);
  assert.deepEqual([await called, await patched], [{ lockTime: "10m" }, 43]);
}));

proves("jobs.module", "a method job calls modules", withDoors(async (doors) => {
  const lock = await newModule();
  (await doors.open(lock)).onMethod("lockDoor", (request, response) => response.send(200, null, () => {}));
  await subscribed(lock, 1);
  const job = await schedule(`FROM devices.modules WHERE deviceId = '${lock.deviceId}' AND moduleId = 'lock'`);
  assert.equal((await ended(job)).deviceJobStatistics.succeededCount, 1);
}));

proves("jobs.offline", "a job completes although a device was away, and the row says so", async () => {
  const { deviceId } = await newDevice();
  const job = await schedule(`deviceId = '${deviceId}'`);
  const { status, deviceJobStatistics } = await ended(job);
  assert.deepEqual([status, deviceJobStatistics.failedCount], ["completed", 1]);
  const { status: failed, error } = await row(job);
  assert.deepEqual([failed, error.code], ["failed", "DeviceNotOnline"]);
});

proves("jobs.window", "a job ends with its time, whatever is unanswered", withDoors(async (doors) => {
  const door = await newDevice();
  const called = new Promise((settle) => {
    doors.open(door).then((opened) => opened.onDeviceMethod("lockDoor", settle));
  });
  await subscribed(door, 1);
  const job = await schedule(`deviceId = '${door.deviceId}'`);
  await called;
  await reaches(job, ["running"]);
  await control.advance(60);
  assert.equal((await ended(job)).deviceJobStatistics.failedCount, 1);
}));

async function schedule(condition) {
  const job = fresh("job");
  const method = { methodName: "lockDoor", payload: { lockTime: "10m" }, responseTimeoutInSeconds: 300 };
  await jobs.scheduleDeviceMethod(job, condition, method, null, 60);
  return job;
}

async function row(job) {
  const query = registry.createQuery(`SELECT * FROM devices.jobs WHERE devices.jobs.jobId = '${job}'`);
  return (await query.next()).result[0];
}
