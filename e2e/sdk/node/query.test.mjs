// Queries, with paging.
import assert from "node:assert/strict";

import { fresh, jobs, refused, registry } from "./fixture/hub.mjs";
import { ended } from "./fixture/jobs.mjs";
import { proves } from "./fixture/rows.mjs";

const FLOORS = [1, 1, 2, 3, 3];

for (const [index, floor] of FLOORS.entries()) {
  await registry.create({ deviceId: `door-${index}` });
  await registry.updateTwin(`door-${index}`, { tags: { floor } }, "*");
}
await registry.addModule({ deviceId: "door-0", moduleId: "lock" });

proves("query.devices", "a query selects the devices whose tags match", async () => {
  const rows = await select("SELECT * FROM devices WHERE tags.floor IN [2, 3]");
  assert.deepEqual(ids(rows), ["door-2", "door-3", "door-4"]);
});

proves("query.twins", "rows of devices are twins that can be updated", async () => {
  const query = registry.createQuery("SELECT * FROM devices WHERE deviceId = 'door-0'");
  const { result: [twin] } = await query.nextAsTwin();
  await twin.update({ tags: { colour: "red" } });
  assert.equal((await registry.getTwin("door-0")).responseBody.tags.colour, "red");
});

proves("query.pages", "pages follow each other until there are no more", async () => {
  const query = registry.createQuery("SELECT * FROM devices", 2);
  const pages = [];
  while (query.hasMoreResults) pages.push(ids((await query.next(query.continuationToken)).result));
  assert.deepEqual(pages, [["door-0", "door-1"], ["door-2", "door-3"], ["door-4"]]);
});

proves("query.empty", "nothing found is an empty page, and the last one", async () => {
  const query = registry.createQuery("SELECT * FROM devices WHERE tags.floor > 100");
  assert.deepEqual((await query.next()).result, []);
  assert.equal(query.hasMoreResults, false);
});

proves("query.modules", "a query selects modules", async () => {
  const [row, ...more] = await select("SELECT * FROM devices.modules WHERE moduleId = 'lock'");
  assert.deepEqual([row.deviceId, row.moduleId, more], ["door-0", "lock", []]);
});

proves("query.projection", "a projection answers the named properties alone", async () => {
  const rows = await select("SELECT deviceId AS id, tags.floor AS floor FROM devices WHERE deviceId = 'door-2'");
  assert.deepEqual(rows, [{ id: "door-2", floor: 2 }]);
});

proves("query.top", "TOP answers the first so many", async () => {
  assert.deepEqual(ids(await select("SELECT TOP 2 * FROM devices")), ["door-0", "door-1"]);
});

proves("query.count", "a query counts devices", async () => {
  assert.deepEqual(await select("SELECT COUNT() AS n FROM devices"), [{ n: 5 }]);
});

proves("query.group", "a query counts devices by a property", async () => {
  const rows = await select("SELECT tags.floor AS floor, COUNT() AS n FROM devices GROUP BY tags.floor");
  const counts = Object.fromEntries(rows.map(({ floor, n }) => [floor, n]));
  assert.deepEqual(counts, { 1: 2, 2: 1, 3: 2 });
});

proves("query.jobs", "the rows of a job say what became of every device", async () => {
  const job = fresh("job");
  await jobs.scheduleTwinUpdate(job, "tags.floor = 1", { etag: "*", tags: { seen: true } }, null, 60);
  await ended(job);
  const rows = await select(`SELECT * FROM devices.jobs WHERE devices.jobs.jobId = '${job}'`);
  assert.deepEqual(ids(rows), ["door-0", "door-1"]);
  assert.deepEqual(rows.map(({ status, jobType }) => [status, jobType]), Array(2).fill(["completed", "scheduleUpdateTwin"]));
});

proves("query.refused", "a syntax error is refused with 400", async () => {
  await refused(select("SELECT * FORM devices"), 400, "ArgumentInvalid");
});

proves("query.token", "a continuation token that the hub never gave is refused with 400", async () => {
  await refused(registry.createQuery("SELECT * FROM devices").next("made up"), 400, "ArgumentInvalid");
});

async function select(text) {
  return (await registry.createQuery(text).next()).result;
}

function ids(rows) {
  return rows.map(({ deviceId }) => deviceId);
}
