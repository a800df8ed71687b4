// What ends a connection, and how a device comes back.
import assert from "node:assert/strict";
import { once } from "node:events";
import { promisify } from "node:util";
import common from "azure-iot-common";
import device from "azure-iot-device";

import { control } from "../fixture/control.mjs";
import { connected, connectionString, gone, nameOf, overEach, subscribed, token } from "../fixture/doors.mjs";
import { client, newDevice, newModule, registry } from "../fixture/hub.mjs";

overEach((proves) => {
  proves("device.reconnect", "a dropped device comes back, and patches and calls still reach it", async (doors) => {
    await comesBack(doors, await newDevice(), "onDeviceMethod");
  });

  proves("module.reconnect", "a dropped module comes back, and patches and calls still reach it", async (doors) => {
    await comesBack(doors, await newModule(), "onMethod");
  });

  proves("device.reconnect.missed", "what was desired while a device was away is in the twin it reads", async (doors) => {
    const door = await newDevice();
    const opened = await doors.open(door);
    const twin = await opened.getTwin();
    await drop(door, opened);
    await registry.updateTwin(door.deviceId, { properties: { desired: { building: 43 } } }, "*");
    await opened.open();
    await twin.get();
    assert.equal(twin.properties.desired.building, 43);
  });

  proves("device.duplicate", "the second connection of a device ends its first", async (doors) => {
    const door = await newDevice();
    const first = await doors.open(door);
    const ended = once(first, "disconnect");
    await doors.open(door);
    await ended;
    await connected(door);
  });

  proves("device.renewal", "a device renews its token before it expires, and calls still reach it", async (doors) => {
    const door = await newDevice();
    const { SharedAccessKeyAuthenticationProvider } = device;
    // Renews after a second.
    const provider = SharedAccessKeyAuthenticationProvider.fromConnectionString(connectionString(door), 3600, 3599);
    const opened = doors.ends(device.Client.fromAuthenticationProvider(provider, doors.transport));
    doors.test.after(() => provider.stop());
    await opened.open();
    const { connectedAt } = await connected(door);
    await connected(door, (session) => session.connectedAt !== connectedAt);
    await answers(opened, door, "onDeviceMethod");
  });

  proves("device.renewal.given", "a device goes on with a new token that somebody else made", async (doors) => {
    const door = await newDevice();
    const opened = doors.ends(device.Client.fromSharedAccessSignature(token(door, 600), doors.transport));
    await opened.open();
    const { connectedAt } = await connected(door);
    await promisify(opened.updateSharedAccessSignature.bind(opened))(token(door, 1200));
    await connected(door, (session) => session.connectedAt !== connectedAt);
  });

  proves("device.expiry", "a connection ends when its token expires", async (doors) => {
    const door = await newDevice();
    const age = await ageOfTokens();
    const opened = doors.ends(device.Client.fromSharedAccessSignature(token(door, age + 5), doors.transport));
    await opened.open();
    const ended = once(opened, "disconnect");
    await control.age(5);
    await ended;
    await gone(door);
  });

  proves("device.disable", "a device that is disabled is disconnected", async (doors) => {
    const door = await newDevice();
    const ended = once(await doors.open(door), "disconnect");
    await registry.update({ ...door, status: "disabled" });
    await ended;
  });

  proves("device.delete", "a device that is deleted is disconnected", async (doors) => {
    const door = await newDevice();
    const ended = once(await doors.open(door), "disconnect");
    await registry.delete(door.deviceId);
    await ended;
  });
});

/** Drops a connection of an identity that listens, with the retries that the SDK has. */
async function comesBack(doors, of, onMethod) {
  const opened = await doors.open(of);
  opened.setRetryPolicy(new common.ExponentialBackOffWithJitter(true));
  const twin = await opened.getTwin();
  const building = new Promise((settle) => twin.on("properties.desired.building", settle));
  opened[onMethod]("lockDoor", (request, response) => response.send(200, request.payload, () => {}));
  const { connectedAt } = await subscribed(of, 3);
  await control.drop(nameOf(of));
  await connected(of, (session) => session.connectedAt !== connectedAt);

  const patch = { properties: { desired: { building: 43 } } };
  if (of.moduleId) await registry.updateModuleTwin(of.deviceId, of.moduleId, patch, "*");
  else await registry.updateTwin(of.deviceId, patch, "*");
  assert.equal(await building, 43);
  await calls(of);
}

async function answers(opened, of, onMethod) {
  opened[onMethod]("lockDoor", (request, response) => response.send(200, request.payload, () => {}));
  await subscribed(of, 1);
  await calls(of);
}

async function calls({ deviceId, moduleId }) {
  const target = moduleId ? [deviceId, moduleId] : [deviceId];
  const { result } = await client.invokeDeviceMethod(...target, { methodName: "lockDoor", payload: 7 });
  assert.deepEqual(result, { status: 200, payload: 7 });
}

async function drop(of, opened) {
  const ended = once(opened, "disconnect");
  await control.drop(nameOf(of));
  await ended;
}

/** How many seconds older the hub takes tokens to be than they are. */
async function ageOfTokens() {
  return Math.round((Date.parse((await control.clock()).tokenNow) - Date.now()) / 1000);
}
