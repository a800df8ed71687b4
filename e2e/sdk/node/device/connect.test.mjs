// Devices and modules connect, with keys and with tokens, and are refused.
import assert from "node:assert/strict";
import device from "azure-iot-device";

import { control } from "../fixture/control.mjs";
import { connected, connectionString, gone, nameOf, ofEachOverEach, overEach, token } from "../fixture/doors.mjs";
import { disable, identityOf, newDevice, remove, twinOf } from "../fixture/hub.mjs";

const WRONG = { authentication: { symmetricKey: { primaryKey: Buffer.alloc(32).toString("base64") } } };
const MODEL = "dtmi:com:example:Door;1";

ofEachOverEach((proves) => {
  proves("connect", "is connected until it closes", async (doors, door) => {
    const client = doors.client(door);
    await client.setOptions({ ca: process.env.HUB_CA });
    await client.open();
    await connected(door);
    assert.equal((await identityOf(door)).connectionState, "Connected");
    await client.close();
    await gone(door);
    assert.equal((await twinOf(door)).connectionState, "Disconnected");
  });

  proves("connect.token", "connects with a token that somebody else made", async (doors, door, { Client }) => {
    await doors.ends(Client.fromSharedAccessSignature(token(door), doors.transport)).open();
    await connected(door);
  });

  proves("connect.gateway", "connects by way of a gateway as one of the hub that it names", async (doors, door, { Client }) => {
    const text = `${connectionString(door).replace("localhost", "127.0.0.1")};GatewayHostName=localhost`;
    await doors.ends(Client.fromConnectionString(text, doors.transport)).open();
    await connected(door);
  });

  proves("connect.unasked", "that only sends is connected by that", async (doors, door) => {
    await doors.client(door).sendEvent(new device.Message("locked"));
    await connected(door);
  });

  proves("connect.keep-alive", "notices by its keep-alive that its hub is silent", async (doors, door) => {
    const client = doors.client(door);
    await client.setOptions({ keepalive: 1 });
    await client.open();
    const ended = new Promise((settle) => client.on("disconnect", settle));
    await control.stall(nameOf(door));
    await ended;
  });

  proves("model", "announces its model, and the twin says so", async (doors, door) => {
    const client = doors.client(door);
    await client.setOptions({ modelId: MODEL });
    await client.open();
    assert.equal((await twinOf(door)).modelId, MODEL);
  });

  proves("refused.key", "with a wrong key is refused", async (doors, door) => {
    await refused(doors.open({ ...door, ...WRONG }));
  });

  proves("refused.expired", "with an expired token is refused", async (doors, door, { Client }) => {
    await refused(doors.ends(Client.fromSharedAccessSignature(token(door, -1), doors.transport)).open());
  });

  proves("refused.unknown", "that is not registered is refused", async (doors, door) => {
    await remove(door);
    await refused(doors.open(door));
  });

  proves("refused.disabled", "is refused when the device is disabled", async (doors, door) => {
    await disable(door);
    await refused(doors.open(door));
  });
});

overEach((proves) => {
  proves("device.refused.throttled", "a hub that throttles refuses connections, and no longer than it does", async (doors) => {
    const door = await newDevice();
    await control.throttle(60);
    const refusal = await doors.open(door).catch((error) => error);
    await control.advance(60);
    assert.equal(refusal.name, "ServiceUnavailableError");
    await doors.open(door);
  });
});

async function refused(opening) {
  await assert.rejects(opening, { name: "UnauthorizedError" });
}
