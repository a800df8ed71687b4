// A device of the official Node SDK: answers lockDoor and prints what comes. Its connection string is in DEVICE.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const sdk = createRequire(new URL("../../sdk/node/package.json", import.meta.url));
const { Client } = sdk("azure-iot-device");
const { Mqtt } = sdk("azure-iot-device-mqtt");

const door = Client.fromConnectionString(process.env.DEVICE, Mqtt);
await door.setOptions({ ca: readFileSync(process.env.HUB_CA, "utf8") });
await door.open();
door.onDeviceMethod("lockDoor", (request, response) => {
  console.log(`lockDoor ${JSON.stringify(request.payload)}`);
  response.send(200, { Response: "lockDoor called successfully" }, () => {});
});
const twin = await door.getTwin();
twin.on("properties.desired", (delta) => console.log(`desired ${JSON.stringify(delta)}`));
console.log("ready");
process.once("SIGTERM", () => door.close(() => process.exit(0)));
