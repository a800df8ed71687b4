// What Lighthouse says of each page of a release build, on a desk and on a slow telephone.
// A telephone's score is only worth something on a quiet machine: it is that of this one, slowed four times.
// Not a test: it prints figures, and fetches Lighthouse. `npx playwright test --config figures.config.ts lighthouse`
import { execFileSync } from "node:child_process";
import { chromium } from "@playwright/test";
import { FLAGS, installedChromium } from "../stack/chromium.ts";
import { method, test } from "../stack/test.ts";

/** What the score of performance is made of. */
const TIMES = [
  "first-contentful-paint",
  "largest-contentful-paint",
  "speed-index",
  "total-blocking-time",
  "cumulative-layout-shift",
];

test.use({ wanted: { devices: 50, tier: "s3" } });

test("Lighthouse, each page", async ({ stack }) => {
  test.setTimeout(900_000);
  const id = await stack.order({ action: method("lockDoor"), condition: "STARTSWITH(deviceId, 'door-')" });
  for (const path of ["/jobs", `/jobs/${id}`, "/devices", "/devices/door-0001", "/jobs/new", "/actions"]) {
    for (const preset of [["--preset=desktop"], []]) {
      const flags = ["--headless=new", ...FLAGS].join(" ");
      const args = ["--yes", "lighthouse@12", `${stack.url}${path}`, "--quiet", "--output=json"];
      // Who opens a page has signed in before, as a rule; Lighthouse has no session, so it brings the token each time.
      args.push(`--extra-headers={"authorization":"Bearer ${stack.token}"}`);
      args.push("--only-categories=performance,accessibility,best-practices", `--chrome-flags=${flags}`, ...preset);
      const env = { ...process.env, CHROME_PATH: installedChromium() ?? chromium.executablePath() };
      const { audits, categories, environment } = JSON.parse(run(args, env));
      const scores = Object.entries(categories as Record<string, { score: number }>);
      const words = scores.map(([name, { score }]) => `${name} ${Math.round(score * 100)}`).join(", ");
      const machine = `machine of benchmark index ${Math.round(environment.benchmarkIndex)}`;
      const times = TIMES.map((name) => `${name} ${audits[name].displayValue}`).join(", ");
      console.log(`${path.replace(id, "…")} ${preset.length ? "desk" : "telephone"}: ${words} (${machine})\n  ${times}`);
    }
  }
});

/** Chromium sometimes loses the beginning of its own trace (NO_NAVSTART); then nothing was measured. */
function run(args: string[], env: NodeJS.ProcessEnv, attempts = 3): string {
  try {
    return execFileSync("npx", args, { env, encoding: "utf8", maxBuffer: 1e9, stdio: ["ignore", "pipe", "ignore"] });
  } catch (cause) {
    if (attempts === 1) throw cause;
    return run(args, env, attempts - 1);
  }
}
