// What a job page shows of a fleet in which not all is well, and what watching costs the hub.
import { type Browser } from "@playwright/test";
import { JobPage, type Outcome } from "../pages/job.ts";
import { JobsPage } from "../pages/jobs.ts";
import { NewJobPage } from "../pages/new-job.ts";
import { Shell } from "../pages/shell.ts";
import { accessible, picture } from "../stack/look.ts";
import { expect, method, mixedFleetTest as test, type Stack, signIn } from "../stack/test.ts";

const OUTCOMES: Outcome[] = ["Succeeded", "Failed", "Not reached", "Running", "Pending"];
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000);

test("counts and rows add up for a fleet with slow, failing and offline devices", async ({ console: page, stack }) => {
  const order = new NewJobPage(page);
  await order.open();
  await order.write({ method: "lockDoor", condition: "*" });
  await order.order();
  const job = new JobPage(page);
  const shell = new Shell(page);

  await expect(job.status).toHaveText("Completed with failures");
  await shell.isLive();
  const counts = new Map<Outcome, number>();
  for (const outcome of OUTCOMES) counts.set(outcome, await job.count(outcome));
  expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(40);
  expect(await job.count("All devices")).toBe(40);
  expect(counts.get("Failed")).toBeGreaterThanOrEqual(3);
  expect(counts.get("Not reached")).toBeGreaterThanOrEqual(3);
  expect(counts.get("Pending")).toBe(0);
  expect(counts.get("Running")).toBe(0);

  const [good, bad, away] = (["Succeeded", "Failed", "Not reached"] as const).map((outcome) => counts.get(outcome));
  await expect(job.bar).toHaveAccessibleName(new RegExp(`${good} succeeded.*${bad} failed.*${away} not reached`));
  await expect(page.getByRole("heading", { name: "40 devices", exact: true })).toBeVisible();
  await expect(job.failures).toContainText("DeviceNotOnline");
  await expect(job.failures).toContainText("Device answered 409");
  await expect(job.facts).toContainText("It counts a device that answered with an error as succeeded; Lockstep does not.");

  await test.step("each outcome filters the rows to its count", async () => {
    for (const outcome of ["Failed", "Not reached"] as const) {
      await job.outcome(outcome).click();
      await expect(job.outcome(outcome)).toHaveAttribute("aria-pressed", "true");
      await expect(job.rows).toHaveCount(counts.get(outcome)!);
      await expect(job.rows.filter({ hasText: outcome })).toHaveCount(counts.get(outcome)!);
      await job.outcome(outcome).click();
      await expect(job.outcome("All devices")).toHaveAttribute("aria-pressed", "true");
    }
  });
});

test("filters are in the address: Back undoes them and a reload keeps the view", async ({ console: page, stack }) => {
  const id = await stack.order({ action: method("lockDoor") });
  await page.goto(`${stack.url}/jobs/${id}`);
  const job = new JobPage(page);
  await expect(job.status).toHaveText("Completed with failures");

  await job.outcome("Failed").click();
  await expect(page).toHaveURL(/outcome=failed/);
  const failed = await job.count("Failed");
  await expect(job.rows).toHaveCount(failed);
  const first = await job.rows.first().getByRole("rowheader").innerText();
  await job.openAnswer(first);
  await expect(page).toHaveURL(new RegExp(`open=${first}`));

  await page.reload();
  await expect(job.rows).toHaveCount(failed);
  await expect(job.outcome("Failed")).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByRole("link", { name: "Open device" })).toBeVisible();

  await page.goBack();
  await expect(page.getByRole("link", { name: "Open device" })).toBeHidden();
  await expect(job.outcome("Failed")).toHaveAttribute("aria-pressed", "true");
  await page.goBack();
  await expect(job.outcome("All devices")).toHaveAttribute("aria-pressed", "true");
  await page.goForward();
  await expect(job.outcome("Failed")).toHaveAttribute("aria-pressed", "true");

  await job.find.fill("no such words");
  await expect(page.getByText("No row fits the filter")).toBeVisible();
  await expect(page).toHaveURL(/q=no/);
  await page.getByRole("button", { name: "Clear filter" }).last().click();
  await expect(job.outcome("All devices")).toHaveAttribute("aria-pressed", "true");
});

test("the rows of the filter before stay until the new ones are there, and go when those do not come", async ({ console: page, stack }) => {
  const id = await stack.order({ action: method("lockDoor") });
  await page.goto(`${stack.url}/jobs/${id}`);
  const job = new JobPage(page);
  await expect(job.status).toHaveText("Completed with failures");
  await expect(job.row("door-0001")).toContainText(/\d/);
  const [all, failed] = [await job.rows.count(), await job.count("Failed")];
  let answer = () => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route(/\/rows\?/, async (route) => (await held, route.continue()), { times: 1 });
  await job.outcome("Failed").click();
  await expect(job.table).toHaveAttribute("aria-busy", "true");
  expect(await job.rows.count()).toBe(all);
  answer();
  await expect(job.rows).toHaveCount(failed);
  await expect(job.table).toHaveAttribute("aria-busy", "false");

  await page.route(/\/rows\?/, (route) => route.abort());
  await job.outcome("Not reached").click();
  await expect(page.getByText("Lockstep does not answer").first()).toBeVisible();
  await expect(job.rows).toHaveCount(0);
});

test("an address that names a device leads to its row, however far down, and Back closes what was opened", async ({ console: page, stack }) => {
  const id = await stack.order({ action: method("lockDoor") });
  const job = new JobPage(page);
  await page.setViewportSize({ width: 1000, height: 400 });
  await page.goto(`${stack.url}/jobs/${id}`);
  await expect(job.status).toHaveText("Completed with failures");
  await expect(job.row("door-0001")).toContainText(/\d/);
  await page.goto(`${stack.url}/jobs/${id}?open=door-0040`);
  await expect(job.row("door-0040")).toBeInViewport();
  await expect(page.getByRole("link", { name: "Open device" })).toBeVisible();

  await page.goto(`${stack.url}/jobs/${id}`);
  await job.openAnswer("door-0001");
  await job.row("door-0002").getByRole("button", { name: "Answer of door-0002" }).click();
  await expect(page).toHaveURL(/open=door-0002/);
  await page.goBack();
  await expect(page).not.toHaveURL(/open=/);
  await expect(page).toHaveURL(new RegExp(id));
  await job.openAnswer("door-0001");
  await page.getByRole("button", { name: "Answer of door-0001" }).click();
  await expect(page).not.toHaveURL(/open=/);
  await page.goBack();
  await expect(page).toHaveURL(/open=door-0040/);
});

test("an address that names a device leads to its row on a telephone too", async ({ console: page, stack }) => {
  const id = await stack.order({ action: method("lockDoor") });
  await expect.poll(async () => (await (await stack.api(`/jobs/${id}`)).json()).state).toBe("completed");
  await page.setViewportSize({ width: 360, height: 640 });
  await page.goto(`${stack.url}/jobs/${id}?open=door-0040`);
  await expect(new JobPage(page).row("door-0040")).toBeInViewport();
});

test("the row that an address names stays on the screen when the answers come late and make rows taller", async ({ console: page, stack }) => {
  const id = await stack.order({ action: method("lockDoor") });
  await expect.poll(async () => (await (await stack.api(`/jobs/${id}`)).json()).state).toBe("completed");
  await page.setViewportSize({ width: 360, height: 640 });
  let release = () => {};
  const answers = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\/rows\?(?!.*around=)/, async (route) => {
    await answers;
    await route.continue();
  });
  await page.goto(`${stack.url}/jobs/${id}?open=door-0040`);
  await expect(page.locator('[aria-rowindex="41"]')).toBeInViewport();
  release();
  await expect(new JobPage(page).row("door-0040")).toBeInViewport();
});

test("an address that filters and names a device leads to its row too", async ({ console: page, stack }) => {
  const id = await stack.order({ action: method("lockDoor"), condition: "STARTSWITH(deviceId, 'door-')" });
  await expect.poll(async () => (await (await stack.api(`/jobs/${id}`)).json()).state).toBe("completed");
  const { rows } = await (await stack.api(`/jobs/${id}/rows?to=100&outcome=succeeded&order=-device`)).json();
  const { device } = rows.at(-1);
  await page.goto(`${stack.url}/jobs/${id}?outcome=succeeded&sort=-device&open=${device}`);
  const row = new JobPage(page).row(device);
  await expect(row).toBeInViewport();
  await expect(row.getByRole("button")).toHaveAttribute("aria-expanded", "true");
});

test("what devices have in their twins stands beside their answers when it is asked for", async ({ console: page, stack }) => {
  const job = new JobPage(page);
  const id = await stack.order({ action: method("lockDoor"), condition: "STARTSWITH(deviceId, 'door-')" });
  await expect.poll(async () => (await (await stack.api(`/jobs/${id}`)).json()).state).toBe("completed");
  const [{ device }] = (await (await stack.api(`/jobs/${id}/rows?to=1`)).json()).rows;
  await stack.api(`/devices/${device}/twin`, { method: "PATCH", body: JSON.stringify({ tags: { wing: "W7" } }) });
  await page.goto(`${stack.url}/jobs/${id}`);
  await expect(job.row(device)).toBeVisible();
  await page.getByRole("main").getByRole("button", { name: "Columns" }).click();
  await page.getByRole("checkbox", { name: "tags.wing" }).check();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("columnheader", { name: "tags.wing" })).toBeVisible();
  await expect(job.row(device).getByRole("cell", { name: "W7", exact: true })).toBeVisible();
  await expect(page).toHaveURL(/columns=tags.wing/);
  await picture(page, "job with a column of the twin");
  await accessible(page);
  await test.step("the last one that this browser keeps can be taken away again", async () => {
    await page.goto(`${stack.url}/jobs/${id}`);
    await expect(page.getByRole("columnheader", { name: "tags.wing" })).toBeVisible();
    await page.getByRole("main").getByRole("button", { name: "Columns" }).click();
    await page.getByRole("checkbox", { name: "tags.wing" }).uncheck();
    await expect(page.getByRole("columnheader", { name: "tags.wing" })).toBeHidden();
  });
});

test("a column that is no property is left out of what is asked, and the others are there", async ({ console: page, stack }) => {
  const id = await stack.order({ action: method("lockDoor"), condition: "deviceId = 'door-0001'" });
  await stack.api("/devices/door-0001/twin", { method: "PATCH", body: JSON.stringify({ tags: { wing: "W8" } }) });
  await page.goto(`${stack.url}/jobs/${id}?columns=a%20b,tags.wing`);
  const row = new JobPage(page).row("door-0001");
  await expect(row.getByRole("cell", { name: "W8", exact: true })).toBeVisible();
});

test("the button that lets newer rows in stays under the finger while answers come", async ({ console: page, stack }) => {
  const id = await stack.order({ action: method("lockDoor"), condition: "STARTSWITH(deviceId, 'door-')" });
  await page.goto(`${stack.url}/jobs/${id}?outcome=succeeded`);
  const newer = page.getByRole("button", { name: /newer$/ });
  await newer.focus();
  await expect(new JobPage(page).status).toHaveText("Completed with failures");
  await expect(newer).toBeFocused();
});

test("nothing in the head and beside the rows moves when a job starts and ends", async ({ console: page, stack }) => {
  const job = new JobPage(page);
  const startAt = new Date(Date.now() + 4_000);
  const id = await stack.order({ action: method("lockDoor"), condition: "STARTSWITH(deviceId, 'door-')", startAt });
  await page.goto(`${stack.url}/jobs/${id}`);
  await expect(job.status).toHaveText("Scheduled");
  const clone = page.getByRole("button", { name: "Clone and edit" });
  const before = await clone.boundingBox();
  // Frame by frame: how fast the job ends is not for this test to say.
  const below = await page.evaluateHandle(() => {
    const seen = new Set<number>();
    const look = () => {
      const [list, facts] = [".failures .groups", ".key-facts"].map((part) => document.querySelector(part)!.getBoundingClientRect());
      if (list.height > 0) seen.add(Math.round(facts.top - list.height));
      requestAnimationFrame(look);
    };
    look();
    return seen;
  });
  await expect(job.status).toHaveText(/^(Running|Completed)/);
  expect(await clone.boundingBox()).toEqual(before);
  await expect(job.status).toHaveText(/^Completed/, { timeout: 30_000 });
  await expect(job.failures.getByRole("button", { name: "Where are they?" })).toBeVisible();
  expect(await below.evaluate((seen) => [...seen])).toHaveLength(1);
  await job.failures.getByRole("button", { name: "Where are they?" }).click();
  await expect(job.failures.getByText("Compared with the devices that succeeded.")).toBeVisible();
  await expect(page.getByRole("group").filter({ hasText: "Timeline" })).toContainText(/Ended, \d+ of 40 did not succeed/);
});

test("a reason that comes while the pointer is over the facts waits", async ({ console: page, stack }) => {
  const job = new JobPage(page);
  const startAt = new Date(Date.now() + 4_000);
  const id = await stack.order({ action: method("lockDoor"), condition: "STARTSWITH(deviceId, 'door-')", startAt });
  await page.goto(`${stack.url}/jobs/${id}`);
  await expect(job.status).toHaveText("Scheduled");
  const copy = job.facts.getByRole("button", { name: "Copy link" });
  await copy.hover();
  const before = await copy.boundingBox();
  await expect(job.status).toHaveText(/^Completed/, { timeout: 30_000 });
  await expect(job.failures).toContainText(/\d reasons?/);
  expect(await copy.boundingBox()).toEqual(before);
  await expect(job.failures.getByRole("listitem")).toHaveCount(0);
  await page.getByRole("heading", { level: 1 }).hover();
  await expect(job.failures.getByRole("listitem").first()).toBeVisible();
});

test("of a job that was made elsewhere the list says what the hub counts, until somebody has looked at the job", async ({ console: page, stack }) => {
  const id = `elsewhere-${Date.now()}`;
  const cloudToDeviceMethod = { methodName: "lockDoor", payload: {}, responseTimeoutInSeconds: 5, connectTimeoutInSeconds: 0 };
  await stack.hub.rest("PUT", `/jobs/v2/${id}`, {
    jobId: id,
    type: "scheduleDeviceMethod",
    cloudToDeviceMethod,
    queryCondition: "STARTSWITH(deviceId, 'door-')",
    startTime: new Date().toISOString(),
    maxExecutionTimeInSeconds: 60,
  });
  await expect.poll(async () => (await stack.hub.job(id))?.status, { timeout: 30_000 }).toBe("completed");
  const row = new JobsPage(page).row(id);
  await page.goto(`${stack.url}/jobs`);
  await expect(row.getByRole("img")).toHaveAccessibleName(/^By the hub's count, \d+ of 40 answered$/);
  await new JobsPage(page).open(id);
  const job = new JobPage(page);
  await expect(job.status).toHaveText("Completed with failures");
  await expect.poll(async () => (await (await stack.api(`/jobs/${id}`)).json()).record.archived).toBe(true);
  const failed = await job.count("Failed");
  await page.goto(`${stack.url}/jobs`);
  await expect(row.getByRole("img")).toHaveAccessibleName(new RegExp(` ${failed} failed`));
});

test("the list of jobs is filtered by state and text, in the address", async ({ console: page, stack }) => {
  const ended = await stack.order({ action: method("unlockDoor"), condition: "deviceId = 'door-0001'" });
  const waiting = await stack.order({ action: method("lockDoor"), startAt: inHours(2) });
  await page.reload();
  const jobs = new JobsPage(page);
  await expect(jobs.row(ended)).toContainText("Completed");

  await jobs.states.getByRole("link", { name: "Scheduled" }).click();
  await expect(page).toHaveURL(/state=scheduled/);
  await expect(jobs.row(waiting)).toBeVisible();
  await expect(jobs.row(ended)).toBeHidden();

  await page.reload();
  await expect(jobs.row(waiting)).toBeVisible();
  await expect(jobs.row(ended)).toBeHidden();

  await page.goBack();
  await expect(jobs.row(ended)).toBeVisible();
  await jobs.find.fill("unlock");
  await expect(jobs.row(waiting)).toBeHidden();
  await expect(jobs.row(ended)).toBeVisible();
  await jobs.find.fill("nothing like it");
  await expect(page.getByText("No job matches")).toBeVisible();
  await page.getByRole("link", { name: "Show all jobs" }).click();
  await expect(jobs.row(waiting)).toBeVisible();
  await stack.api(`/jobs/${waiting}/cancel`, { method: "POST" });
});

test("a filtered list of jobs changes when the person asks, not under the pointer", async ({ console: page, stack }) => {
  const scheduled = await stack.order({ action: method("lockDoor"), startAt: inHours(2) });
  await page.goto(`${stack.url}/jobs?state=scheduled`);
  const jobs = new JobsPage(page);
  await expect(jobs.row(scheduled)).toContainText("Scheduled");
  await stack.api(`/jobs/${scheduled}/cancel`, { method: "POST" });
  await expect(jobs.row(scheduled)).toContainText("Cancelled");
  await page.getByRole("button", { name: "Update: 1 job changed" }).click();
  await expect(jobs.row(scheduled)).toBeHidden();
});

test("a scheduled job is cancelled", async ({ console: page, stack }) => {
  const id = await stack.order({ action: method("lockDoor"), startAt: inHours(1) });
  await page.goto(`${stack.url}/jobs/${id}`);
  const job = new JobPage(page);
  await expect(job.cancel).toHaveAttribute("aria-disabled", "false");
  await expect(job.cancel).toHaveAccessibleDescription("It can be cancelled until it starts");
  await job.cancel.click();
  await expect(job.cancelDialog).toContainText("no device has been called or written");
  await job.cancelDialog.getByRole("button", { name: "Keep it" }).click();
  await expect(job.cancelDialog).toBeHidden();
  await expect(job.status).toHaveText("Scheduled");

  await job.cancel.click();
  await job.cancelDialog.getByRole("button", { name: "Cancel the job" }).click();
  await expect(job.status).toHaveText("Cancelled");
  await expect(job.cancel).toBeHidden();
  await expect(page.getByText("The hub answered: cancelled. No device was called or written.")).toBeVisible();
  expect((await stack.hub.job(id))?.status).toBe("cancelled");
});

test("a running job cannot be cancelled, and the page says why", async ({ console: page, stack }) => {
  const id = await longJob(stack);
  await page.goto(`${stack.url}/jobs/${id}`);
  const job = new JobPage(page);
  await expect(job.status).toHaveText("Running");
  await expect(job.cancel).toHaveAttribute("aria-disabled", "true");
  await expect(job.cancel).toHaveAccessibleDescription(/^Ends by \d\d:\d\d at the latest; the hub refuses to cancel a running job$/);
  const refused = await stack.api(`/jobs/${id}/cancel`, { method: "POST" });
  expect(refused.status).toBe(409);
  expect(await refused.json()).toMatchObject({ code: "cannotCancel", params: { state: "running" } });
});

test("a job that starts while its cancellation is being confirmed says that the hub refuses", async ({ console: page, stack }) => {
  const id = await longJob(stack, new Date(Date.now() + 3_000));
  await page.goto(`${stack.url}/jobs/${id}`);
  const job = new JobPage(page);
  await job.cancel.click();
  await expect(job.status).toHaveText("Running");
  await job.cancelDialog.getByRole("button", { name: "Cancel the job" }).click();
  await expect(job.cancelDialog.getByRole("alert")).toContainText("The hub refuses to cancel a running job (405102");
});

test("a job is cloned into a fresh order with another id", async ({ console: page, stack }) => {
  const id = await stack.order({ action: method("lockDoor", { lockTime: "10m" }), condition: "deviceId = 'door-0001'" });
  await page.goto(`${stack.url}/jobs/${id}`);
  await page.getByRole("button", { name: "Clone and edit" }).click();
  const order = new NewJobPage(page);
  await expect(order.sentence).toContainText(`Call lockDoor with {"lockTime":"10m"}`);
  expect(order.id).not.toBe(id);
});

test("one job watched by five browsers costs the hub what one costs", async ({ browser, stack }) => {
  test.setTimeout(120_000);
  const id = await longJob(stack);
  const close = await watchers(browser, stack, id, 1);
  const alone = await callsASecond(stack);
  const closeOthers = await watchers(browser, stack, id, 4);
  const together = await callsASecond(stack);
  await Promise.all([close(), closeOthers()]);
  expect(alone).toBeGreaterThan(0);
  expect(together, `${alone} calls a second for one`).toBeLessThan(alone * 1.25);
});

/** A job that runs until it is given up: a device that is registered and never connects. */
async function longJob(stack: Stack, startAt?: Date): Promise<string> {
  const device = `away-${crypto.randomUUID().slice(0, 8)}`;
  await stack.hub.register(device);
  return stack.order({ action: method("lockDoor", null, 120, 120), condition: `deviceId = '${device}'`, startAt });
}

/** Opens browsers that watch a job, each with its own session, and closes them again. */
async function watchers(browser: Browser, stack: Stack, id: string, count: number): Promise<() => Promise<void>> {
  const contexts = await Promise.all(Array.from({ length: count }, () => browser.newContext()));
  for (const context of contexts) {
    const page = await context.newPage();
    await signIn(page, stack, `/jobs/${id}`);
    await expect(new JobPage(page).status).toHaveText("Running");
  }
  return async () => void (await Promise.all(contexts.map((context) => context.close())));
}

/** How often the hub is called, over some forty calls. */
async function callsASecond(stack: Stack): Promise<number> {
  const total = async () => Object.values(await stack.hub.calls()).reduce((sum, calls) => sum + calls, 0);
  const [start, began] = [await total(), Date.now()];
  await expect.poll(async () => (await total()) - start, { timeout: 40_000, intervals: [100] }).toBeGreaterThanOrEqual(40);
  return ((await total()) - start) / ((Date.now() - began) / 1000);
}
