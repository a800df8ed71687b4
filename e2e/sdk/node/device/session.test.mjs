// What ends a connection, and how a device comes back.
import assert from "node:assert/strict";
import { once } from "node:events";
import { promisify } from "node:util";
import common from "azure-iot-common";
import device from "azure-iot-device";

import { control } from "../fixture/control.mjs";
import { connected, connectionString, echoes, gone, nameOf, ofEachOverEach, overEach, subscribed, token } from "../fixture/doors.mjs";
import { disable, invoke, newDevice, patchTwin, remove } from "../fixture/hub.mjs";

const BUILDING = { properties: { desired: { building: 43 } } };

ofEachOverEach((proves) => {
  proves("reconnect", "that is dropped comes back, and patches and calls still reach it (s10_08)", async (doors, door) => {
    await staysTold(doors, door, () => control.drop(nameOf(door)));
  });

  proves("restart", "comes back when its hub has been restarted, and patches and calls still reach it", async (doors, door) => {
    await staysTold(doors, door, control.restart);
  });

  proves("reconnect.missed", "reads when it is back what was desired while it was away", async (doors, door) => {
    const opened = await doors.open(door);
    const twin = await opened.getTwin();
    await drop(door, opened);
    await patchTwin(door, BUILDING);
    await opened.open();
    await twin.get();
    assert.equal(twin.properties.desired.building, 43);
  });

  proves("reconnect.telemetry", "that was dropped sends, and the hub takes it (s10_08)", async (doors, door) => {
    const opened = await doors.open(door);
    await drop(door, opened);
    await opened.sendEvent(new device.Message("locked"));
    assert.deepEqual((await control.telemetry(nameOf(door))).map(({ body }) => body), ["locked"]);
  });

  proves("duplicate", "that connects again ends its first connection (s10_08)", async (doors, door) => {
    const first = await doors.open(door);
    const ended = once(first, "disconnect");
    await doors.open(door);
    await ended;
    await connected(door);
  });

  proves("renewal", "renews its token before it expires, and calls still reach it", async (doors, door, { Client }) => {
    const { SharedAccessKeyAuthenticationProvider } = device;
    // Renews after a second.
    const provider = SharedAccessKeyAuthenticationProvider.fromConnectionString(connectionString(door), 3600, 3599);
    const opened = doors.ends(Client.fromAuthenticationProvider(provider, doors.transport));
    doors.test.after(() => provider.stop());
    await opened.open();
    const { connectedAt } = await connected(door);
    await connected(door, (session) => session.connectedAt !== connectedAt);
    echoes(opened, door);
    await answers(door);
  });

  proves("renewal.given", "goes on with a new token that somebody else made", async (doors, door, { Client }) => {
    const opened = doors.ends(Client.fromSharedAccessSignature(token(door, 600), doors.transport));
    await opened.open();
    const { connectedAt } = await connected(door);
    await promisify(opened.updateSharedAccessSignature.bind(opened))(token(door, 1200));
    await connected(door, (session) => session.connectedAt !== connectedAt);
  });

  proves("expiry", "is disconnected when its token expires (s10_08)", async (doors, door, { Client }) => {
    const age = await ageOfTokens();
    const opened = doors.ends(Client.fromSharedAccessSignature(token(door, age + 5), doors.transport));
    await opened.open();
    const ended = once(opened, "disconnect");
    await control.age(5);
    await ended;
    await gone(door);
  });

  proves("disable", "is disconnected when the device is disabled", async (doors, door) => {
    const ended = once(await doors.open(door), "disconnect");
    await disable(door);
    await ended;
  });

  proves("delete", "is disconnected when it is deleted", async (doors, door) => {
    const ended = once(await doors.open(door), "disconnect");
    await remove(door);
    await ended;
  });
});

overEach((proves) => {
  proves("device.reconnect.c2d", "a device that was dropped still gets its messages (s10_08)", async (doors) => {
    const door = await newDevice();
    const opened = await doors.open(door);
    const received = once(opened, "message");
    await subscribed(door, 1);
    await comesBack(door, opened, () => control.drop(door.deviceId));
    await control.send(door.deviceId, { body: "open at ten" });
    assert.equal((await received)[0].getData().toString(), "open at ten");
  });
});

/** Takes the connection of an identity that listens away, and holds that it is told everything all the same. */
async function staysTold(doors, of, away) {
  const opened = await doors.open(of);
  const twin = await opened.getTwin();
  const building = new Promise((settle) => twin.on("properties.desired.building", settle));
  echoes(opened, of);
  await subscribed(of, 3);
  await comesBack(of, opened, away);
  await patchTwin(of, BUILDING);
  assert.equal(await building, 43);
  await answers(of);
}

/** Takes the connection of an identity away, and waits until it is back by the retries that the SDK has. */
async function comesBack(of, opened, away) {
  opened.setRetryPolicy(new common.ExponentialBackOffWithJitter(true));
  const { connectedAt } = await connected(of);
  await away();
  await connected(of, (session) => session.connectedAt !== connectedAt);
}

async function answers(of) {
  await subscribed(of, 1);
  assert.deepEqual(await invoke(of, { methodName: "lockDoor", payload: 7 }), { status: 200, payload: 7 });
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
