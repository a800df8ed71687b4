// Every call that the Node SDKs offer belongs to an operation, or is left out with a reason.
import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import device from "azure-iot-device";
import hub from "azure-iothub";

import { judge } from "../run/table.mjs";

const CLASSES = {
  Registry: hub.Registry,
  JobClient: hub.JobClient,
  ServiceClient: hub.Client,
  Query: hub.Registry.fromConnectionString(process.env.HUB_SERVICE).createQuery("SELECT * FROM devices").constructor,
  Twin: hub.Twin,
  DigitalTwinClient: hub.DigitalTwinClient,
  DeviceClient: device.Client,
  ModuleClient: device.ModuleClient,
  DeviceTwin: device.Twin,
};

test("every call of the Node SDKs is in operations.json, and every call there is one of theirs", () => {
  const { leftOut, ...sections } = JSON.parse(readFileSync(new URL("../operations.json", import.meta.url)));
  const called = Object.values(sections).flat().flatMap(({ node }) => node?.split(" ") ?? []);
  // What hangs on an object of the SDK is no call of its class.
  const named = new Set([...called, ...Object.keys(leftOut.node)].filter((name) => name.split(".").length === 2));
  assert.deepEqual([...named].sort(), offered().sort());
});

test("an operation that no test recorded, or recorded twice, is a problem", () => {
  const operations = [{ id: "doors.lock", does: "lock a door", over: "https", node: "Doors.lock" }];
  const row = { id: "doors.lock", sdk: "node", over: "https", result: "passed" };
  assert.deepEqual(judge([row], operations).problems, []);
  assert.deepEqual(judge([], operations).problems, ["doors.lock (node, https): no test"]);
  assert.deepEqual(judge([row, row], operations).problems, ["doors.lock (node, https): recorded 2 times"]);
  const failed = { ...row, result: "failed" };
  assert.deepEqual(judge([failed], operations).problems, ["doors.lock (node, https): failed"]);
  const other = { ...row, id: "doors.paint" };
  assert.deepEqual(judge([row, other], operations).problems, ["doors.paint (node, https): not in operations.json"]);
});

function offered() {
  return Object.entries(CLASSES).flatMap(([name, type]) => {
    const inherits = [];
    for (let level = type; level !== EventEmitter && level.prototype; level = Object.getPrototypeOf(level)) {
      inherits.push(level);
    }
    const statics = inherits.flatMap((level) => calls(level, Object.getOwnPropertyNames(level)));
    const methods = inherits.flatMap((level) => calls(level.prototype, Object.getOwnPropertyNames(level.prototype)));
    return [...new Set([...statics, ...methods])].map((call) => `${name}.${call}`);
  });
}

function calls(holder, names) {
  return names.filter((name) => /^[a-z]/.test(name) && name !== "constructor" && typeof holder[name] === "function");
}
