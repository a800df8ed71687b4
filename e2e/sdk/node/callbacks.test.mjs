// The same calls with a callback in the place of a promise: one or two of each client.
import assert from "node:assert/strict";
import { promisify } from "node:util";
import device from "azure-iot-device";

import { overEach } from "./fixture/doors.mjs";
import { client, fresh, jobs, newDevice, newModule, registry } from "./fixture/hub.mjs";
import { proves } from "./fixture/rows.mjs";

proves("callbacks.registry", "the registry, a query and a twin tell a callback", async () => {
  const deviceId = fresh();
  const created = await told(registry, "create", { deviceId });
  assert.equal(created.status, "enabled");
  const [twin] = await told(registry.createQuery(`SELECT * FROM devices WHERE deviceId = '${deviceId}'`), "nextAsTwin");
  await told(twin, "update", { tags: { floor: 3 } });
  assert.equal((await told(registry, "getTwin", deviceId)).tags.floor, 3);
  await assert.rejects(told(registry, "create", { deviceId }), { name: "DeviceAlreadyExistsError" });
});

proves("callbacks.jobs", "the client of jobs tells a callback", async () => {
  const job = fresh("job");
  const patch = { etag: "*", tags: { floor: 3 } };
  await told(jobs, "scheduleTwinUpdate", job, "deviceId = 'nobody'", patch, new Date(), 60);
  assert.equal((await told(jobs, "getJob", job)).jobId, job);
});

proves("callbacks.methods", "the client of methods tells a callback", async () => {
  const { deviceId } = await newDevice();
  const call = told(client, "invokeDeviceMethod", deviceId, { methodName: "lockDoor" });
  await assert.rejects(call, ({ response }) => response.statusCode === 404);
});

overEach((proves) => {
  proves("device.callbacks", "the client of a device tells a callback", async (doors) => {
    await session(doors, await newDevice());
  });

  proves("module.callbacks", "the client of a module tells a callback", async (doors) => {
    await session(doors, await newModule());
  });
});

async function session(doors, of) {
  const opened = doors.client(of);
  await told(opened, "open");
  await told(opened, "sendEvent", new device.Message("locked"));
  const twin = await told(opened, "getTwin");
  await told(twin.properties.reported, "update", { locked: true });
  assert.equal((await told(twin, "get")).properties.reported.locked, true);
  await told(opened, "close");
}

/** What a call of an object tells its callback. */
function told(object, call, ...args) {
  return promisify(object[call]).apply(object, args);
}
