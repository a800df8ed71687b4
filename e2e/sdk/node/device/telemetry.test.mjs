// Device-to-cloud messages, as the hub has taken them. The clients wait for the hub to accept each.
import assert from "node:assert/strict";
import device from "azure-iot-device";

import { control } from "../fixture/control.mjs";
import { nameOf, overEach } from "../fixture/doors.mjs";
import { newDevice, newModule } from "../fixture/hub.mjs";

const SYSTEM = { messageId: "id 1", contentType: "application/json", contentEncoding: "utf-8" };

overEach((proves) => {
  proves("device.telemetry", "a message arrives with its properties", async (doors) => {
    const door = await newDevice();
    await (await doors.open(door)).sendEvent(message("locked"));
    assert.deepEqual(await taken(door), [["locked", SYSTEM, { "a key": "a & b" }]]);
  });

  proves("module.telemetry", "messages of a module arrive, also those to an output", async (doors) => {
    const lock = await newModule();
    const opened = await doors.open(lock);
    await opened.sendEvent(message("locked"));
    await opened.sendOutputEvent("bolts", message("two"));
    const [first, second] = await taken(lock);
    assert.deepEqual(first, ["locked", SYSTEM, { "a key": "a & b" }]);
    assert.deepEqual(second, ["two", { ...SYSTEM, outputName: "bolts" }, { "a key": "a & b" }]);
  });

  proves("device.telemetry.batch", "the client of a device has no batches over MQTT, and says so", async (doors) => {
    const opened = await doors.open(await newDevice());
    await notImplemented(opened.sendEventBatch([message("locked")]));
  });

  proves("module.telemetry.batch", "the client of a module has no batches over MQTT, and says so", async (doors) => {
    const opened = await doors.open(await newModule());
    await notImplemented(opened.sendEventBatch([message("locked")]));
    await notImplemented(opened.sendOutputEventBatch("bolts", [message("locked")]));
  });
});

async function notImplemented(call) {
  await assert.rejects(call, { name: "NotImplementedError" });
}

function message(text) {
  const message = new device.Message(text);
  message.messageId = SYSTEM.messageId;
  message.contentType = SYSTEM.contentType;
  message.contentEncoding = SYSTEM.contentEncoding;
  message.properties.add("a key", "a & b");
  return message;
}

async function taken(of) {
  const messages = await control.telemetry(nameOf(of));
  return messages.map(({ body, systemProperties, properties }) => [body, systemProperties, properties]);
}
