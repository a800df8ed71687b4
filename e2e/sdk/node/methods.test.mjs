// Direct methods, from the service's side.
import assert from "node:assert/strict";

import { advancing, control, until } from "./fixture/control.mjs";
import { subscribed, withDoors } from "./fixture/doors.mjs";
import { client, newDevice, newModule, refused } from "./fixture/hub.mjs";
import { proves } from "./fixture/rows.mjs";

proves("methods.device", "a device that is connected answers", withDoors(async (doors) => {
  const answer = call(await echoing(doors), { methodName: "echo", payload: { lockTime: "10m" } });
  assert.deepEqual((await answer).result, { status: 200, payload: { lockTime: "10m" } });
}));

proves("methods.payloads", "any JSON goes to the device and back", withDoors(async (doors) => {
  const door = await echoing(doors);
  for (const payload of [null, "text", 1.5, [1, "two", null], { deep: { empty: {} } }]) {
    assert.deepEqual((await call(door, { methodName: "echo", payload })).result.payload, payload);
  }
}));

proves("methods.module", "a module that is connected answers", withDoors(async (doors) => {
  const { deviceId, moduleId } = await echoing(doors, await newModule());
  const { result } = await client.invokeDeviceMethod(deviceId, moduleId, { methodName: "echo", payload: 2 });
  assert.deepEqual(result, { status: 200, payload: 2 });
}));

proves("methods.module.offline", "a module that is away is not online", async () => {
  const { deviceId, moduleId } = await newModule();
  await refused(client.invokeDeviceMethod(deviceId, moduleId, { methodName: "echo" }), 404, "DeviceNotOnline");
});

proves("methods.offline", "a device that is away is not online", async () => {
  await refused(call(await newDevice(), { methodName: "echo" }), 404, "DeviceNotOnline");
});

proves("methods.unsubscribed", "a device that is connected but takes no methods is not online", withDoors(async (doors) => {
  const door = await newDevice();
  await doors.open(door);
  await refused(call(door, { methodName: "echo" }), 404, "DeviceNotOnline");
}));

proves("methods.unanswered", "a device that does not answer in time is 504", withDoors(async (doors) => {
  const door = await newDevice();
  (await doors.open(door)).onDeviceMethod("ponder", () => {});
  await subscribed(door, 1);
  const answer = call(door, { methodName: "ponder", responseTimeoutInSeconds: 300 });
  await refused(advancing(answer), 504, "GatewayTimeout");
}));

proves("methods.awaited", "a call waits for its device to connect", withDoors(async (doors) => {
  const door = await newDevice();
  const before = (await control.counters()).calls["methods.invoke"];
  const answer = call(door, { methodName: "echo", payload: 1, connectTimeoutInSeconds: 30 });
  await until(async () => (await control.counters()).calls["methods.invoke"] > before);
  await echoing(doors, door);
  assert.equal((await answer).result.payload, 1);
}));

proves("methods.unknown", "a device that is not registered is not found", async () => {
  await refused(call({ deviceId: "nobody" }, { methodName: "echo" }), 404, "DeviceNotFound");
});

proves("methods.refused", "a call that waits longer for the device than for the answer is refused with 400", async () => {
  const params = { methodName: "echo", connectTimeoutInSeconds: 10, responseTimeoutInSeconds: 5 };
  await refused(call(await newDevice(), params), 400, "ArgumentInvalid");
});

function call({ deviceId }, params) {
  return client.invokeDeviceMethod(deviceId, params);
}

/** A device or module that answers the method `echo` with what it was asked. */
async function echoing(doors, of) {
  const door = of ?? (await newDevice());
  const opened = await doors.open(door);
  const echo = (request, response) => response.send(200, request.payload, () => {});
  if (door.moduleId) opened.onMethod("echo", echo);
  else opened.onDeviceMethod("echo", echo);
  await subscribed(door, 1);
  return door;
}
