// Scheduled jobs: creating, reading, cancelling. The ones that reach devices are in device/jobs.test.mjs.
import assert from "node:assert/strict";

import { control } from "./fixture/control.mjs";
import { fresh, jobs, newDevice, refused, registry } from "./fixture/hub.mjs";
import { ended, reaches } from "./fixture/jobs.mjs";
import { proves } from "./fixture/rows.mjs";

const patch = { etag: "*", tags: { checked: true } };

proves("jobs.twin", "a twin job patches the twin of every device that matches", async () => {
  const [one, other] = [await newDevice(), await newDevice()];
  const job = await schedule(`deviceId IN ['${one.deviceId}', '${other.deviceId}']`);
  const { status, deviceJobStatistics } = await ended(job);
  assert.deepEqual([status, deviceJobStatistics.succeededCount], ["completed", 2]);
  assert.equal((await registry.getTwin(one.deviceId)).responseBody.tags.checked, true);
});

proves("jobs.later", "a job for later waits for its time and then runs", async () => {
  const { deviceId } = await newDevice();
  const job = await schedule(`deviceId = '${deviceId}'`, await inAnHour());
  await reaches(job, ["scheduled"]);
  await control.advance(3600);
  assert.equal((await ended(job)).deviceJobStatistics.succeededCount, 1);
});

proves("jobs.nobody", "a job that selects nobody completes with nothing counted", async () => {
  const { status, deviceJobStatistics } = await ended(await schedule("deviceId = 'nobody'"));
  assert.deepEqual([status, deviceJobStatistics.deviceCount], ["completed", 0]);
});

proves("jobs.condition", "a condition that cannot be read is accepted, and then the job fails and says why", async () => {
  const { status, failureReason } = await ended(await schedule("SELECT * FROM devices"));
  assert.equal(status, "failed");
  assert.match(failureReason, /parse/);
});

proves("jobs.taken", "a job id that is taken is refused with 409", async () => {
  const job = await schedule("deviceId = 'nobody'");
  await refused(jobs.scheduleTwinUpdate(job, "*", patch, null, 60), 409, "JobAlreadyExists");
});

proves("jobs.refused", "a job id in capitals is refused with 400", async () => {
  await refused(jobs.scheduleTwinUpdate("JOB", "*", patch, null, 60), 400, "ArgumentInvalid");
});

proves("jobs.slots", "the eleventh active job of an S3 hub is refused with 429", async () => {
  await control.reset();
  const at = await inAnHour();
  const waiting = await Promise.all(Array.from({ length: 10 }, () => schedule("*", at)));
  const eleventh = jobs.scheduleTwinUpdate(fresh("job"), "*", patch, at, 60);
  await refused(eleventh, 429, "ThrottlingMaxActiveJobCountExceeded");
  await jobs.cancelJob(waiting[0]);
  await schedule("*", at);
  await control.reset();
});

proves("jobs.get.unknown", "a job that does not exist is answered as unknown", async () => {
  const { jobStatus } = await jobs.getJob("none");
  assert.deepEqual([jobStatus.type, jobStatus.status], ["unknown", "unknown"]);
});

proves("jobs.cancel", "a job that waits is cancelled", async () => {
  const job = await schedule("*", await inAnHour());
  const { jobStatus } = await jobs.cancelJob(job);
  assert.equal(jobStatus.status, "cancelled");
  assert.equal((await ended(job)).status, "cancelled");
});

proves("jobs.cancel.ended", "a job that has ended cannot be cancelled", async () => {
  const job = await schedule("deviceId = 'nobody'");
  await ended(job);
  await refused(jobs.cancelJob(job), 405, "OperationNotAllowedInCurrentState");
});

proves("jobs.cancel.unknown", "a job that does not exist cannot be cancelled", async () => {
  await refused(jobs.cancelJob("none"), 404, "JobNotFound");
});

proves("jobs.list", "the list names every job", async () => {
  const job = await schedule("deviceId = 'nobody'");
  assert.ok((await list()).includes(job));
});

proves("jobs.list.filter", "the list is filtered by type and status", async () => {
  const [done, waits] = [await schedule("deviceId = 'nobody'"), await schedule("*", await inAnHour())];
  await ended(done);
  const completed = await list("scheduleUpdateTwin", "completed");
  assert.ok(completed.includes(done) && !completed.includes(waits));
  assert.deepEqual(await list("scheduleDeviceMethod", "completed"), []);
});

proves("jobs.list.pages", "pages of the list follow each other until there are no more", async () => {
  await control.reset();
  const made = [];
  for (let count = 0; count < 5; count += 1) made.push(await schedule("deviceId = 'nobody'"));
  const query = jobs.createQuery(undefined, undefined, 2);
  const pages = [];
  while (query.hasMoreResults) pages.push((await query.next(query.continuationToken)).result.map(({ jobId }) => jobId));
  assert.deepEqual(pages.map((page) => page.length), [2, 2, 1]);
  assert.deepEqual(pages.flat().sort(), made.sort());
});

async function schedule(condition, at = null) {
  const job = fresh("job");
  await jobs.scheduleTwinUpdate(job, condition, patch, at, 60);
  return job;
}

/** By the hub's clock, which other tests have moved. */
async function inAnHour() {
  return new Date(Date.parse((await control.clock()).now) + 3_600_000);
}

async function list(type, status) {
  return (await jobs.createQuery(type, status).next()).result.map(({ jobId }) => jobId);
}
