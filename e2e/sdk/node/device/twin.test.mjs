// Twins, from the device's side.
import assert from "node:assert/strict";
import { once } from "node:events";
import { promisify } from "node:util";

import { ofEachOverEach, overEach, subscribed } from "../fixture/doors.mjs";
import { newDevice, newModule, registry } from "../fixture/hub.mjs";

ofEachOverEach((proves) => {
  proves("twin.report.refused", "that reports what no twin can hold is refused", async (doors, door) => {
    const twin = await (await doors.open(door)).getTwin();
    await assert.rejects(report(twin, { "a name": 1 }));
    await report(twin, { name: 1 });
  });
});

overEach((proves) => {
  proves("device.twin.get", "a device reads what is desired, and reads it again", async (doors) => {
    const door = await newDevice();
    const twin = await (await doors.open(door)).getTwin();
    assert.equal(twin.properties.desired.$version, 1);
    await registry.updateTwin(door.deviceId, { tags: { floor: 3 }, properties: { desired: { building: 43 } } }, "*");
    await twin.get();
    assert.deepEqual([twin.properties.desired.building, twin.tags], [43, undefined]);
  });

  proves("device.twin.report", "what a device reports is in its twin, and null takes it out", async (doors) => {
    const door = await newDevice();
    const twin = await (await doors.open(door)).getTwin();
    await report(twin, { lock: { state: "locked", bolts: 2 } });
    await report(twin, { lock: { bolts: null } });
    const { reported } = (await registry.getTwin(door.deviceId)).responseBody.properties;
    assert.deepEqual([reported.lock, reported.$version], [{ state: "locked" }, 3]);
  });

  proves("device.twin.desired", "a device is told what is desired, deletions included", async (doors) => {
    const door = await newDevice();
    const twin = await (await doors.open(door)).getTwin();
    const told = collect(twin);
    await subscribed(door, 2);
    await registry.updateTwin(door.deviceId, { properties: { desired: { building: 43, floor: 3 } } }, "*");
    await registry.updateTwin(door.deviceId, { properties: { desired: { floor: null } } }, "*");
    assert.deepEqual(await told(3), [
      { $version: 1 },
      { building: 43, floor: 3, $version: 2 },
      { floor: null, $version: 3 },
    ]);
  });

  proves("module.twin", "a module reads and reports its own twin and is told of it", async (doors) => {
    const lock = await newModule();
    const twin = await (await doors.open(lock)).getTwin();
    const told = collect(twin);
    await subscribed(lock, 2);
    await registry.updateModuleTwin(lock.deviceId, "lock", { properties: { desired: { bolts: 2 } } }, "*");
    assert.deepEqual((await told(2))[1], { bolts: 2, $version: 2 });
    await report(twin, { bolts: 2 });
    assert.equal((await registry.getModuleTwin(lock.deviceId, "lock")).responseBody.properties.reported.bolts, 2);
    assert.equal((await registry.getTwin(lock.deviceId)).responseBody.properties.reported.bolts, undefined);
  });
});

function report(twin, patch) {
  return promisify(twin.properties.reported.update)(patch);
}

/** Listens; answers a function that waits for so many deltas. The SDK tells a new listener the state first. */
function collect(twin) {
  const deltas = [];
  twin.on("properties.desired", (delta) => {
    deltas.push(structuredClone(delta));
    twin.emit("told");
  });
  return async (count) => {
    while (deltas.length < count) await once(twin, "told");
    return deltas;
  };
}
