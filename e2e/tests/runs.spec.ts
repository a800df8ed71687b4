// After a job: running it again for those that need it, naming it, taking its rows along, and what became of it.
import { readFile } from "node:fs/promises";
import { JobPage } from "../pages/job.ts";
import { JobsPage } from "../pages/jobs.ts";
import { accessible, picture } from "../stack/look.ts";
import { expect, method, mixedFleetTest as test, type Stack } from "../stack/test.ts";

/** A job over the doors that has ended with failures. */
async function finished(job: JobPage, stack: Stack): Promise<string> {
  const id = await stack.order({ action: method("lockDoor", { lockTime: "10m" }), condition: "STARTSWITH(deviceId, 'door-')" });
  await job.page.goto(`${stack.url}/jobs/${id}`);
  await expect(job.status).toHaveText("Completed with failures");
  return id;
}

test("those that failed are run again, and the two jobs know of each other", async ({ console: page, stack }) => {
  const job = new JobPage(page);
  const id = await finished(job, stack);
  const failed = await job.count("Failed");
  const notReached = await job.count("Not reached");
  await page.getByRole("main").getByRole("button", { name: "Run again" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Run this job again" });
  // Whoever was not called can be called without a second thought.
  await expect(dialog.getByRole("radio", { name: `The ${notReached} devices that were not reached` })).toBeChecked();
  await dialog.getByRole("radio", { name: `The ${failed} devices that failed` }).check();
  await picture(page, "job, run again");
  await accessible(page);
  await dialog.getByRole("button", { name: `Run again for ${failed} devices` }).click();

  await expect(page).not.toHaveURL(new RegExp(id));
  await expect(job.status).toHaveText(/Completed/, { timeout: 30_000 });
  expect(await job.count("All devices")).toBe(failed);
  const runs = page.getByRole("region", { name: "Runs" });
  await expect(runs).toContainText("this job, attempt 2 of 2, for those that failed");
  await runs.getByRole("link").click();
  await expect(page).toHaveURL(new RegExp(id));
  await expect(runs).toContainText("this job, attempt 1 of 2");
  await expect(runs).toContainText("attempt 2 of 2, for those that failed");
});

test("a reason tells where its devices are, and is run again without the others", async ({ console: page, stack }) => {
  const job = new JobPage(page);
  const id = await stack.order({ action: method("lockDoor"), condition: "STARTSWITH(deviceId, 'door-')" });
  await expect.poll(async () => (await (await stack.api(`/jobs/${id}`)).json()).state).toBe("completed");
  const { rows } = await (await stack.api(`/jobs/${id}/rows?to=100&outcome=notReached`)).json();
  for (const { device } of rows) {
    await stack.api(`/devices/${device}/twin`, { method: "PATCH", body: JSON.stringify({ tags: { place: { wing: "Z" } } }) });
  }

  await page.goto(`${stack.url}/jobs/${id}`);
  const group = job.failures.getByRole("listitem").filter({ hasText: "Offline, so nothing was sent." });
  const all = rows.length;
  await expect(group).toContainText(new RegExp(`${all} of ${all} have place.wing Z; of the \\d+ looked at that succeeded, 0\\.`));
  await expect(group.getByRole("link", { name: "All devices there" })).toHaveAttribute("href", /q=tags.place.wing/);
  await picture(page, "job, where failures are");
  await accessible(page);
  await group.getByRole("button", { name: "Rerun" }).click();
  await expect(job.rerunDialog).toContainText("Those of DeviceNotOnline");
  await picture(page, "job, run a reason again");
  await accessible(page);
  await job.rerunDialog.getByRole("button", { name: `Run again for ${rows.length} devices` }).click();
  await expect(page).not.toHaveURL(new RegExp(id));
  await expect(page.getByRole("region", { name: "Runs" })).toContainText("for those that were not reached");
});

test("rows are sorted by how long they took, and by their device, in the address", async ({ console: page, stack }) => {
  const job = new JobPage(page);
  await finished(job, stack);
  const head = (name: string) => page.getByRole("columnheader", { name });
  await head("After start").getByRole("button").click();
  await expect(head("After start")).toHaveAttribute("aria-sort", "descending");
  await expect(page).toHaveURL(/sort=-took/);
  // Some doors take a second or two; nobody else does.
  await expect(job.rows.first()).toContainText(/[12](\.\d)? s\d\d:/);
  await page.reload();
  await expect(head("After start")).toHaveAttribute("aria-sort", "descending");
  await head("Device").getByRole("button").click();
  await expect(head("Device")).toHaveAttribute("aria-sort", "ascending");
  await expect(job.rows.first()).toContainText("door-0001");
  await job.outcome("Succeeded").click();
  await expect(job.rows.filter({ hasText: /Failed|Not reached/ })).toHaveCount(0);
  await expect(page).toHaveURL(/outcome=succeeded.*sort=device|sort=device.*outcome=succeeded/);
  const ids = await job.rows.getByRole("rowheader").allInnerTexts();
  expect(ids).toEqual([...ids].sort());
  await picture(page, "job, sorted");
  await accessible(page);
});

test("one device is run again from its row, and nobody else", async ({ console: page, stack }) => {
  const job = new JobPage(page);
  await finished(job, stack);
  await job.outcome("Failed").click();
  const device = await job.rows.first().getByRole("rowheader").innerText();
  const answer = await job.openAnswer(device);
  await answer.getByRole("button", { name: "Run again" }).click();
  const dialog = page.getByRole("dialog", { name: "Run this job again" });
  await expect(dialog).toContainText(`Only ${device}`);
  await dialog.getByRole("button", { name: "Run again for 1 device" }).click();
  await expect(job.facts).toContainText(`deviceId = '${device}'`);
});

test("a job is named and noted, and found by its name", async ({ console: page, stack }) => {
  const job = new JobPage(page);
  const id = await finished(job, stack);
  await page.getByRole("button", { name: "Name and note" }).click();
  const dialog = page.getByRole("dialog", { name: "Name this job" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("Night lock, north campus");
  await dialog.getByRole("textbox", { name: "Note" }).fill("Asked for by the night guard");
  await accessible(page);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Night lock, north campus");
  await expect(page.getByText("Asked for by the night guard")).toBeVisible();
  await picture(page, "job, named");

  await page.goto(`${stack.url}/jobs?q=night+lock`);
  await page.getByRole("link", { name: "Night lock, north campus" }).click();
  await expect(page).toHaveURL(new RegExp(id));
});

test("rows are taken along as CSV and NDJSON, all of them or those shown", async ({ console: page, stack }) => {
  const job = new JobPage(page);
  await finished(job, stack);
  const all = await job.count("All devices");
  const failed = await job.count("Failed");
  const saved = async (name: RegExp | string) => {
    await page.getByRole("button", { name: "Export" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("group", { name: "Export" }).getByRole("link", { name }).click(),
    ]);
    return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
  };
  const table = await saved(`CSV, all ${all} rows`);
  expect(table.name).toBe(`job-${job.id}.csv`);
  expect(table.text.trimEnd().split("\r\n")).toHaveLength(all + 1);
  await page.keyboard.press("Escape");
  await job.outcome("Failed").click();
  const shown = await saved(`CSV, only the ${failed} shown`);
  expect(shown.text.trimEnd().split("\r\n")).toHaveLength(failed + 1);
  await page.keyboard.press("Escape");
  const few = await saved("NDJSON, only those shown");
  expect(few.text.trimEnd().split("\n")).toHaveLength(failed);
  await page.keyboard.press("Escape");
  const lines = await saved("NDJSON with response bodies");
  const rows = lines.text.trimEnd().split("\n").map((line) => JSON.parse(line));
  expect(rows).toHaveLength(all);
  expect(rows.find((row) => row.outcome === "succeeded").payload).toBeTruthy();

  await test.step("two keys take them along as well, and the page stays", async () => {
    await page.keyboard.press("Escape");
    const download = page.waitForEvent("download");
    await page.getByRole("heading", { level: 1 }).focus();
    await page.keyboard.press("e");
    await page.keyboard.press("n");
    expect((await download).suggestedFilename()).toBe(`job-${job.id}.ndjson`);
    await expect(job.status).toHaveText("Completed with failures");
  });
});

test("what the hub was asked for is read again, also as a command", async ({ console: page, stack }) => {
  const job = new JobPage(page);
  const id = await finished(job, stack);
  await job.facts.getByRole("button", { name: "Exact request" }).click();
  const request = page.getByRole("dialog", { name: "Exact request" });
  // The id is taken: who asks again asks for another job, and for now.
  await expect(request).toContainText(/PUT \/jobs\/v2\/[0-9a-f-]{36}/);
  await expect(request).not.toContainText(id);
  await expect(request).not.toContainText("startTime");
  await expect(request).toContainText(`"methodName"`);
  await picture(page, "job, exact request");
  await accessible(page);
  await request.getByRole("button", { name: "az", exact: true }).click();
  await expect(request).toContainText("az iot hub job create");
  await request.getByRole("button", { name: "Close" }).click();
  await expect(request).toBeHidden();
  await expect(job.facts.getByRole("button", { name: "Copy link" })).toBeVisible();
});

test("the timeline tells what happened, and paper shows no buttons", async ({ console: page, stack }) => {
  const job = new JobPage(page);
  await finished(job, stack);
  const timeline = page.getByRole("list").filter({ hasText: "Ordered by" });
  await expect(timeline).toContainText("Ordered by local operator");
  await expect(timeline).toContainText("Started");
  await expect(timeline).toContainText("Ended");
  // What the browser would print is what stands on the page when it is asked to.
  await page.evaluate(() => {
    window.print = () => document.body.setAttribute("data-printed", "");
  });
  await page.setViewportSize({ width: 1000, height: 400 });
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("button", { name: "Print report" }).click();
  await expect(page.locator("body[data-printed]")).toBeAttached();
  await expect(job.rows).toHaveCount(await job.count("All devices"));
  await page.evaluate(() => {
    document.body.removeAttribute("data-printed");
    window.dispatchEvent(new Event("afterprint"));
  });
  await expect(job.rows).not.toHaveCount(await job.count("All devices"));
  await page.keyboard.press("Control+p");
  await expect(page.locator("body[data-printed]")).toBeAttached();
  await expect(job.rows).toHaveCount(await job.count("All devices"));
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("button", { name: "Clone and edit" })).toBeHidden();
  await expect(job.rows.last()).toContainText(/\d ms|\d s/);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await picture(page, "job, on paper");
});

test("the list is narrowed to what jobs do and to when they start, in the address", async ({ console: page, stack }) => {
  const method_ = await stack.order({ action: method("lockDoor"), condition: "deviceId = 'door-0001'" });
  const tags = await stack.order({ action: { twin: { tags: { seen: true } } }, condition: "deviceId = 'door-0001'" });
  await page.goto(`${stack.url}/jobs`);
  await expect(page.getByRole("link", { name: tags })).toBeVisible();
  await page.getByRole("combobox", { name: "What the job does" }).selectOption("Tags");
  await expect(page).toHaveURL(/type=tags/);
  await expect(page.getByRole("link", { name: method_ })).toBeHidden();
  await expect(page.getByRole("link", { name: tags })).toBeVisible();
  await page.getByRole("combobox", { name: "When the job starts" }).selectOption("Last hour and later");
  await expect(page).toHaveURL(/hours=1/);
  await expect(page.getByRole("link", { name: tags })).toBeVisible();
  await page.goBack();
  await page.goBack();
  await expect(page.getByRole("link", { name: method_ })).toBeVisible();
});

test("a job that has ended and is kept is named, and its page says so at once", async ({ console: page, stack }) => {
  const id = await stack.order({ action: method("lockDoor"), condition: "deviceId = 'door-0001'" });
  await expect.poll(async () => (await (await stack.api(`/jobs/${id}`)).json()).record.archived).toBe(true);
  await page.goto(`${stack.url}/jobs/${id}`);
  await new JobPage(page).completed();
  for (const name of ["Night lock", "Third"]) {
    await page.getByRole("button", { name: "Name and note" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Name" }).fill(name);
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  }
});

test("the columns of the list are chosen, and remembered by this browser", async ({ console: page, stack }) => {
  const id = await stack.order({ action: method("lockDoor"), condition: "deviceId = 'door-0001'" });
  const body = JSON.stringify({ name: "Morning check", note: "Before the bell" });
  await stack.api(`/jobs/${id}`, { method: "PATCH", body });
  await page.goto(`${stack.url}/jobs`);
  const row = page.getByRole("row", { name: /Morning check/ });
  await expect(row).not.toContainText("Before the bell");
  await page.getByRole("main").getByRole("button", { name: "Columns" }).click();
  const menu = page.getByRole("group", { name: "Columns" });
  await menu.getByRole("checkbox", { name: "Note" }).check();
  await menu.getByRole("checkbox", { name: "Ordered by" }).check();
  await menu.getByRole("checkbox", { name: "Took" }).uncheck();
  await accessible(page);
  await page.keyboard.press("Escape");
  await expect(row).toContainText("Before the bell");
  await expect(page.getByRole("columnheader", { name: "Took" })).toBeHidden();
  await expect(page).toHaveURL(/columns=fleet%2Cdevices%2Coutcome%2Cstarts%2Cby%2Cnote/);
  await picture(page, "jobs, other columns");
  await page.goto(`${stack.url}/jobs`);
  await expect(row).toContainText("Before the bell");
  await expect(page.getByRole("columnheader", { name: "Ordered by" })).toBeVisible();
});

test("jobs that the list is too short for are read page by page, and filtered like the others", async ({ console: page, stack }) => {
  const job = new JobPage(page);
  const id = await finished(job, stack);
  await expect.poll(async () => (await (await stack.api(`/jobs/${id}`)).json()).record.archived).toBe(true);
  await page.goto(`${stack.url}/jobs?older=${Date.now() + 60_000}.z`);
  const jobs = new JobsPage(page);
  await expect(jobs.row(id)).toContainText("Completed with failures");
  await expect(page.getByText("Jobs ordered here, as Lockstep has kept them.")).toBeVisible();
  await picture(page, "jobs, older");
  await accessible(page);
  await jobs.find.fill("nothing of the kind");
  await expect(jobs.rows).toHaveCount(0);
  await expect(page.getByText("None of the jobs that were looked at here fits the filter.")).toBeVisible();
  await page.getByRole("link", { name: "Newest jobs" }).click();
  await expect(page).not.toHaveURL(/older/);
});
