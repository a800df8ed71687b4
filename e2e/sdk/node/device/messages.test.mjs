// Cloud-to-device messages. No SDK can send them without AMQP; the control plane does.
import assert from "node:assert/strict";
import { once } from "node:events";
import device from "azure-iot-device";

import { control, until } from "../fixture/control.mjs";
import { overEach, subscribed } from "../fixture/doors.mjs";
import { newDevice, registry } from "../fixture/hub.mjs";

const MESSAGE = { body: "open at ten", messageId: "m 1", contentType: "text/plain", properties: { door: "front & back" } };

overEach((proves) => {
  proves("device.c2d", "a message arrives with its properties, and settled it is gone", async (doors) => {
    const door = await newDevice();
    const opened = await doors.open(door);
    const received = once(opened, "message");
    await subscribed(door, 1);
    await control.send(door.deviceId, MESSAGE);
    await settles(opened, door, await received);
  });

  proves("device.c2d.queued", "a message that was sent while the device was away arrives later", async (doors) => {
    const door = await newDevice();
    await control.send(door.deviceId, MESSAGE);
    assert.equal(await waiting(door), 1);
    const opened = await doors.open(door);
    await settles(opened, door, await once(opened, "message"));
  });

  proves("device.c2d.unsettled", "MQTT cannot reject or abandon a message, and the SDK says so", async (doors) => {
    const opened = await doors.open(await newDevice());
    await assert.rejects(opened.reject(new device.Message("open")), { name: "NotImplementedError" });
    await assert.rejects(opened.abandon(new device.Message("open")), { name: "NotImplementedError" });
  });
});

async function settles(opened, door, [message]) {
  assert.equal(message.getData().toString(), "open at ten");
  assert.deepEqual([message.messageId, message.contentType], ["m 1", "text/plain"]);
  const property = message.properties.propertyList.find(({ key }) => key === "door");
  assert.equal(property.value, "front & back");
  await opened.complete(message);
  await until(async () => (await waiting(door)) === 0);
}

async function waiting({ deviceId }) {
  return (await registry.get(deviceId)).responseBody.cloudToDeviceMessageCount;
}
