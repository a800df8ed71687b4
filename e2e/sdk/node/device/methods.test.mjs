// Direct methods, from the device's side.
import assert from "node:assert/strict";

import { advancing } from "../fixture/control.mjs";
import { overEach, subscribed } from "../fixture/doors.mjs";
import { client, newDevice, newModule, refused } from "../fixture/hub.mjs";

/** Answers a method with what it was asked. */
const echo = (request, response) => response.send(200, request.payload, () => {});

overEach((proves) => {
  proves("device.methods", "a device answers with the status and the payload it likes", async (doors) => {
    const door = await newDevice();
    (await doors.open(door)).onDeviceMethod("lockDoor", (request, response) => {
      response.send(418, { locked: request.payload.lockTime }, () => {});
    });
    await subscribed(door, 1);
    const { result } = await call(door, { methodName: "lockDoor", payload: { lockTime: "10m" } });
    assert.deepEqual(result, { status: 418, payload: { locked: "10m" } });
  });

  proves("device.methods.unhandled", "a method that the SDK has no handler for is never answered", async (doors) => {
    const door = await newDevice();
    (await doors.open(door)).onDeviceMethod("lockDoor", echo);
    await subscribed(door, 1);
    await refused(advancing(call(door, { methodName: "dance", responseTimeoutInSeconds: 5 })), 504, "GatewayTimeout");
  });

  proves("module.methods", "a module answers a method", async (doors) => {
    const lock = await newModule();
    (await doors.open(lock)).onMethod("turn", echo);
    await subscribed(lock, 1);
    const { result } = await client.invokeDeviceMethod(lock.deviceId, "lock", { methodName: "turn", payload: 2 });
    assert.deepEqual(result, { status: 200, payload: 2 });
  });
});

async function call({ deviceId }, params) {
  return client.invokeDeviceMethod(deviceId, params);
}
