// The conformance table: what every test of the SDKs recorded, held against the operations we know of, and what the
// emulator claims, held against that.
import { readFileSync, writeFileSync } from "node:fs";

const SDKS = ["node", "python", "python-aio"];
const PASSED = "passed";
const NOT_OFFERED = "not offered by that SDK";

/** Writes the table; answers what is missing, unknown, doubled, failed or claimed too much, a sentence each. */
export function table(recorded, path) {
  const lines = readFileSync(recorded, "utf8").trim().split("\n");
  const { rows, problems } = judge(lines.map((line) => JSON.parse(line)));
  writeFileSync(path, print(rows, read("operations.json").leftOut));
  console.log(`${rows.length} rows in ${path}: ${summary(rows)}`);
  return [...problems, ...unproven(read("claims.json"), rows)];
}

/** Every operation, SDK and transport gets one row; a row that no test recorded as it should be is a problem. */
export function judge(recorded, operations = load()) {
  const rows = operations.flatMap((operation) =>
    SDKS.filter((sdk) => sdk !== "python-aio" || ofDevices(operation)).map((sdk) => row(recorded, operation, sdk)),
  );
  const known = new Set(rows.map(key));
  const unknown = recorded.filter((row) => !known.has(key(row)));
  return {
    rows,
    problems: [
      ...rows.filter(({ result, expected }) => result !== expected).map((row) => `${key(row)}: ${row.result}`),
      ...unknown.map((row) => `${key(row)}: not in operations.json`),
    ],
  };
}

/** The claims that the rows do not bear out: each of their operations has to have passed wherever an SDK offers it. */
export function unproven(claims, rows) {
  return claims.flatMap(({ claim, operations }) =>
    operations.flatMap((id) => {
      const offered = rows.filter((row) => row.id === id && row.result !== NOT_OFFERED);
      if (offered.length === 0) return [`"${claim}" is claimed: no SDK offers ${id}`];
      const wanting = offered.filter(({ result }) => result !== PASSED);
      return wanting.map((row) => `"${claim}" is claimed: ${key(row)} is ${row.result}`);
    }),
  );
}

/** The operations, one for each transport. */
export function load() {
  const { leftOut, ...sections } = read("operations.json");
  return Object.entries(sections).flatMap(([transports, operations]) =>
    operations.flatMap((operation) => transports.split(" ").map((over) => ({ ...operation, over }))),
  );
}

/** What a test of an operation records when all is well. */
export function expected({ unbuilt, throws }, sdk) {
  return unbuilt ?? throws?.[sdk] ?? PASSED;
}

function row(recorded, operation, sdk) {
  const { id, does, over } = operation;
  const found = recorded.filter((row) => key(row) === key({ id, sdk, over }));
  const about = { id, does, sdk, over, test: found[0]?.test ?? "" };
  if (!callsOf(operation, sdk)) {
    return { ...about, expected: NOT_OFFERED, result: found.length > 0 ? "recorded, though not offered" : NOT_OFFERED };
  }
  const result = found.length > 1 ? `recorded ${found.length} times` : (found[0]?.result ?? "no test");
  return { ...about, expected: expected(operation, sdk), result };
}

/** The calls of an operation in an SDK. `aio` has the clients of devices and modules once more, and no others. */
function callsOf(operation, sdk) {
  return sdk === "python-aio" ? ofDevices(operation) && operation.python : operation[sdk];
}

function ofDevices({ id, python }) {
  return /^(device|module)\./.test(id) || /^(Device|Module)Client\./.test(python);
}

function key({ id, sdk, over }) {
  return `${id} (${sdk}, ${over})`;
}

function read(file) {
  return JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), "utf8"));
}

function print(rows, leftOut) {
  const line = ({ id, does, sdk, over, result, test }) =>
    `| \`${id}\` | ${does} | ${sdk} | ${over} | ${result} | ${test} |\n`;
  const left = Object.entries(leftOut).flatMap(([sdk, calls]) =>
    Object.entries(calls).map(([call, why]) => `| ${sdk} | \`${call}\` | ${why} |\n`),
  );
  return [
    "# What the official SDKs prove about the emulator\n\n",
    `${summary(rows)}.\n\n`,
    "The versions are those of `e2e/sdk/node/package.json` and `e2e/sdk/python/requirements.txt`; `python-aio` is the\n",
    "asynchronous half of Python's `azure-iot-device`.\n\n",
    "| operation | to … | SDK | over | result | test |\n|---|---|---|---|---|---|\n",
    ...rows.map(line),
    "\nCalls of the SDKs that no test makes for what they do:\n\n",
    "| SDK | call | why not |\n|---|---|---|\n",
    ...left,
  ].join("");
}

function summary(rows) {
  const counts = SDKS.map((sdk) => {
    const counted = {};
    for (const row of rows.filter((row) => row.sdk === sdk)) counted[row.result] = (counted[row.result] ?? 0) + 1;
    return `${sdk}: ${Object.entries(counted).map(([result, count]) => `${count} ${result}`).join(", ")}`;
  });
  return counts.join("; ");
}
