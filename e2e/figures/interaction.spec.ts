// How long the page of a job takes from a key or a click to the next paint while a job over 10,000 devices runs.
// Not a test: it prints figures. `npx playwright test --config figures.config.ts interaction`
import { JobPage } from "../pages/job.ts";
import { expect, test } from "../stack/test.ts";

const DEVICES = 10_000;

// Twins are written whether a device is connected or not, so nobody has to hold ten thousand connections.
test.use({ wanted: { devices: 0, tier: "s3" } });

test("interactions while a job over 10,000 devices runs, tier s3", async ({ console: page, stack }) => {
  for (let first = 0; first < DEVICES; first += 100) {
    const ids = Array.from({ length: 100 }, (_, at) => `door-${String(first + at).padStart(5, "0")}`);
    await stack.hub.rest("POST", "/devices", ids.map((id) => ({ id, importMode: "create" })));
  }
  const { signed } = await (
    await stack.api("/preview", { method: "POST", body: JSON.stringify({ action: twin(), condition: "*" }) })
  ).json();
  const id = crypto.randomUUID();
  const order = { action: twin(), condition: "*", maxExecutionSeconds: 3600, preview: { token: signed.token, typedCount: DEVICES } };
  expect((await stack.api(`/jobs/${id}`, { method: "PUT", body: JSON.stringify(order) })).status).toBe(200);

  await page.goto(`${stack.url}/jobs/${id}`);
  const job = new JobPage(page);
  await expect(job.status).toHaveText("Running");
  await expect(job.rows.first()).toContainText("door-");
  await page.evaluate(() => {
    const durations: number[] = [];
    Object.assign(window, { durations });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEventTiming & { interactionId: number })[]) {
        if (entry.interactionId) durations.push(entry.duration);
      }
    }).observe({ type: "event", durationThreshold: 16, buffered: true } as PerformanceObserverInit);
  });
  let interactions = 0;
  for (let round = 0; round < 10; round++) {
    await job.outcome("Succeeded").click();
    await job.outcome("Succeeded").click();
    await job.find.click();
    await page.keyboard.type("door-00", { delay: 30 });
    await job.find.fill("");
    await page.mouse.wheel(0, 4_000);
    await page.mouse.wheel(0, -4_000);
    await page.keyboard.press("Escape");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    interactions += 14;
  }
  expect(await job.count("All devices")).toBe(DEVICES);
  await expect(job.status).toHaveText("Running");
  const durations = await page.evaluate(() => (window as unknown as { durations: number[] }).durations);
  const sorted = durations.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  console.log(
    `${interactions} interactions, ${sorted.length} events above 16 ms: median ${at(0.5)} ms, 98% ${at(0.98)} ms, most ${sorted.at(-1) ?? 0} ms`,
  );
});

function twin() {
  return { twin: { desired: { floor: 3 } } };
}
