// Every call that the Node SDKs offer belongs to an operation, or is left out with a reason.
import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import device from "azure-iot-device";
import hub from "azure-iothub";

import { judge, unproven } from "../run/table.mjs";

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

const LOCK = { id: "doors.lock", does: "lock a door", over: "https", node: "Doors.lock" };
const LOCKED = { id: "doors.lock", sdk: "node", over: "https", result: "passed" };

test("an operation that no test recorded, or recorded twice or without a result, is a problem", () => {
  const problems = (...recorded) => judge(recorded, [LOCK]).problems;
  assert.deepEqual(problems(LOCKED), []);
  assert.deepEqual(problems(), ["doors.lock (node, https): no test"]);
  assert.deepEqual(problems(LOCKED, LOCKED), ["doors.lock (node, https): recorded 2 times"]);
  assert.deepEqual(problems({ ...LOCKED, result: "failed" }), ["doors.lock (node, https): failed"]);
  assert.deepEqual(problems({ ...LOCKED, result: undefined }), ["doors.lock (node, https): no test"]);
  const other = { ...LOCKED, id: "doors.paint" };
  assert.deepEqual(problems(LOCKED, other), ["doors.paint (node, https): not in operations.json"]);
});

test("an operation that is not built, or that the SDK refuses, is no problem when that is what was seen", () => {
  const [unbuilt, throws] = [{ ...LOCK, unbuilt: "501" }, { ...LOCK, throws: { node: "throws" } }];
  assert.deepEqual(judge([{ ...LOCKED, result: "501" }], [unbuilt]).problems, []);
  assert.deepEqual(judge([LOCKED], [unbuilt]).problems, ["doors.lock (node, https): passed"]);
  assert.deepEqual(judge([{ ...LOCKED, result: "throws" }], [throws]).problems, []);
});

test("the asynchronous clients of Python need rows of their own", () => {
  const operation = { ...LOCK, id: "device.lock", over: "mqtt", node: undefined, python: "DeviceClient.lock" };
  const recorded = { ...LOCKED, id: "device.lock", over: "mqtt", sdk: "python" };
  assert.deepEqual(judge([recorded], [operation]).problems, ["device.lock (python-aio, mqtt): no test"]);
});

test("a claim is borne out when its operations passed wherever an SDK offers them", () => {
  const claims = [{ claim: "Doors: locks", operations: ["doors.lock"] }];
  const wrong = (...recorded) => unproven(claims, judge(recorded, [LOCK]).rows);
  assert.deepEqual(wrong(LOCKED), []);
  assert.deepEqual(wrong(), ['"Doors: locks" is claimed: doors.lock (node, https) is no test']);
  assert.deepEqual(unproven(claims, []), ['"Doors: locks" is claimed: no SDK offers doors.lock']);
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
