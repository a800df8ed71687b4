// Devices and modules connect, with keys and with tokens, and are refused.
import assert from "node:assert/strict";
import device from "azure-iot-device";

import { control } from "../fixture/control.mjs";
import { connected, gone, overEach, token } from "../fixture/doors.mjs";
import { newDevice, newModule, registry } from "../fixture/hub.mjs";

const WRONG = { authentication: { symmetricKey: { primaryKey: Buffer.alloc(32).toString("base64") } } };

overEach((proves) => {
  proves("device.connect", "a device is connected until it closes", async (doors) => {
    const door = await newDevice();
    const client = doors.client(door);
    await client.setOptions({ ca: process.env.HUB_CA });
    await client.open();
    assert.equal((await registry.get(door.deviceId)).responseBody.connectionState, "Connected");
    await client.close();
    await gone(door);
    assert.equal((await registry.getTwin(door.deviceId)).responseBody.connectionState, "Disconnected");
  });

  proves("device.connect.token", "a device connects with a token that somebody else made", async (doors) => {
    const door = await newDevice();
    await doors.ends(device.Client.fromSharedAccessSignature(token(door), doors.transport)).open();
    await connected(door);
  });

  proves("device.refused.key", "a wrong key is refused", async (doors) => {
    await refused(doors, { ...(await newDevice()), ...WRONG });
  });

  proves("device.refused.expired", "an expired token is refused", async (doors) => {
    const late = device.Client.fromSharedAccessSignature(token(await newDevice(), -1), doors.transport);
    await assert.rejects(doors.ends(late).open(), { name: "UnauthorizedError" });
  });

  proves("device.refused.unknown", "a device that is not registered is refused", async (doors) => {
    await refused(doors, { deviceId: "nobody", ...WRONG });
  });

  proves("device.refused.disabled", "a disabled device is refused", async (doors) => {
    await refused(doors, await newDevice({ status: "disabled" }));
  });

  proves("device.refused.throttled", "a hub that throttles refuses connections, and no longer than it does", async (doors) => {
    const door = await newDevice();
    await control.throttle(60);
    const refusal = await doors.open(door).catch((error) => error);
    await control.advance(60);
    assert.equal(refusal.name, "ServiceUnavailableError");
    await doors.open(door);
  });

  proves("module.connect", "a module is connected until it closes", async (doors) => {
    const lock = await newModule();
    const client = doors.client(lock);
    await client.setOptions({ ca: process.env.HUB_CA });
    await client.open();
    await connected(lock);
    assert.equal((await registry.getModule(lock.deviceId, "lock")).responseBody.connectionState, "Connected");
    await client.close();
    await gone(lock);
  });

  proves("module.connect.token", "a module connects with a token that somebody else made", async (doors) => {
    const lock = await newModule();
    await doors.ends(device.ModuleClient.fromSharedAccessSignature(token(lock), doors.transport)).open();
    await connected(lock);
  });
});

async function refused(doors, door) {
  await assert.rejects(doors.open(door), { name: "UnauthorizedError" });
}
