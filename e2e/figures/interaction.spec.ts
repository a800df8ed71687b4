// How long the page of a job takes from a key or a click to the next paint while a job over 10,000 devices runs.
// Not a test: it prints figures. `npx playwright test --config figures.config.ts interaction`
import type { Locator } from "@playwright/test";

import { JobPage } from "../pages/job.ts";
import { expect, test } from "../stack/test.ts";

const DEVICES = 10_000;
/** Milliseconds from one act to the next: as quick as somebody types. */
const PACE = 100;

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
    const events: object[] = [];
    Object.assign(window, { events });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEventTiming & { interactionId: number })[]) {
        if (!entry.interactionId) continue;
        const target = entry.target as Element | null;
        events.push({
          interaction: entry.interactionId,
          what: `${entry.name} on ${target?.getAttribute("aria-label") ?? target?.textContent?.slice(0, 24) ?? "nothing"}`,
          total: entry.duration,
          waited: entry.processingStart - entry.startTime,
          handled: entry.processingEnd - entry.processingStart,
        });
      }
    }).observe({ type: "event", durationThreshold: 16, buffered: true } as PerformanceObserverInit);
  });
  let interactions = 0;
  // By place: what Playwright does in the page to find a thing by its role takes longer than what is measured.
  const outcome = await middle(job.outcome("Succeeded"));
  const find = await middle(job.find);
  for (let round = 0; round < 10; round++) {
    const acts = [
      () => page.mouse.click(...outcome),
      () => page.mouse.click(...outcome),
      () => page.mouse.click(...find),
      ...[..."door-00", "Control+A", "Backspace"].map((key) => () => page.keyboard.press(key)),
      () => page.mouse.wheel(0, 4_000),
      () => page.mouse.wheel(0, -4_000),
      ...["Escape", "j", "Enter", "Escape"].map((key) => () => page.keyboard.press(key)),
    ];
    for (const act of acts) {
      await act();
      await page.waitForTimeout(PACE);
    }
    interactions += 16;
  }
  expect(await job.count("All devices")).toBe(DEVICES);
  await expect(job.status).toHaveText("Running");
  const events = await page.evaluate(() => (window as unknown as { events: Timed[] }).events);
  print(interactions, events);
});

async function middle(thing: Locator): Promise<[number, number]> {
  const box = await thing.boundingBox();
  if (!box) throw new Error("it is not on the screen");
  return [box.x + box.width / 2, box.y + box.height / 2];
}

/** One event of an interaction, in milliseconds. */
interface Timed {
  interaction: number;
  what: string;
  total: number;
  waited: number;
  handled: number;
}

/** Interaction to Next Paint as web.dev defines it: the slowest interaction, one left out for every fifty. */
function print(interactions: number, events: Timed[]) {
  const slowest = new Map<number, Timed>();
  for (const event of events) {
    if (event.total > (slowest.get(event.interaction)?.total ?? 0)) slowest.set(event.interaction, event);
  }
  const sorted = [...slowest.values()].toSorted((a, b) => b.total - a.total);
  const at = (place: number) => sorted[place]?.total ?? 16;
  console.log(
    `${interactions} interactions, ${sorted.length} above 16 ms: INP ${at(Math.floor(interactions / 50))} ms, ` +
      `median ${at(Math.floor(interactions / 2))} ms, most ${at(0)} ms`,
  );
  for (const { what, total, waited, handled } of sorted.slice(0, 8)) {
    console.log(`  ${total} ms (${waited.toFixed(0)} waited, ${handled.toFixed(0)} handled): ${what}`);
  }
}

function twin() {
  return { twin: { desired: { floor: 3 } } };
}
