// The conformance table: what every test of both SDKs recorded, held against the operations we know of.
import { readFileSync, writeFileSync } from "node:fs";

const SDKS = ["node", "python"];
const NOT_OFFERED = "not offered by that SDK";

/** Writes the table; answers what is missing, unknown, doubled or failed, a sentence each. */
export function table(recorded, path) {
  const lines = readFileSync(recorded, "utf8").trim().split("\n");
  const { rows, problems } = judge(lines.map((line) => JSON.parse(line)));
  writeFileSync(path, print(rows));
  console.log(`${rows.length} rows in ${path}: ${summary(rows)}`);
  return problems;
}

/** Every operation, SDK and transport gets one row; a row that no test recorded is a problem. */
export function judge(recorded, operations = load()) {
  const rows = operations.flatMap(({ id, does, over, ...calls }) =>
    SDKS.map((sdk) => {
      const found = recorded.filter((row) => row.id === id && row.sdk === sdk && row.over === over);
      const row = { id, does, sdk, over, test: found[0]?.test ?? "" };
      if (!calls[sdk]) return { ...row, result: found.length > 0 ? "recorded, though not offered" : NOT_OFFERED };
      if (found.length > 1) return { ...row, result: `recorded ${found.length} times` };
      return { ...row, result: found[0]?.result ?? "no test" };
    }),
  );
  const known = new Set(rows.map(({ id, sdk, over }) => `${id} ${sdk} ${over}`));
  const unknown = recorded.filter(({ id, sdk, over }) => !known.has(`${id} ${sdk} ${over}`));
  const proven = ["passed", NOT_OFFERED, ...operations.map(({ unbuilt }) => unbuilt)];
  return {
    rows,
    problems: [
      ...rows.filter(({ result }) => !proven.includes(result)).map((row) => `${name(row)}: ${row.result}`),
      ...unknown.map((row) => `${name(row)}: not in operations.json`),
    ],
  };
}

/** The operations, one for each transport. */
export function load() {
  const { leftOut, ...sections } = JSON.parse(readFileSync(new URL("../operations.json", import.meta.url), "utf8"));
  return Object.entries(sections).flatMap(([transports, operations]) =>
    operations.flatMap((operation) => transports.split(" ").map((over) => ({ ...operation, over }))),
  );
}

function name({ id, sdk, over }) {
  return `${id} (${sdk}, ${over})`;
}

function print(rows) {
  const line = ({ id, does, sdk, over, result, test }) =>
    `| \`${id}\` | ${does} | ${sdk} | ${over} | ${result} | ${test} |\n`;
  return [
    "# What the official SDKs prove about the emulator\n\n",
    `${summary(rows)}.\n\n`,
    "The versions are those of `e2e/sdk/node/package.json` and `e2e/sdk/python/requirements.txt`.\n\n",
    "| operation | to … | SDK | over | result | test |\n|---|---|---|---|---|---|\n",
    ...rows.map(line),
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
