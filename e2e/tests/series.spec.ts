// Jobs that come of other jobs: copies, runs again whose answer is lost, and lists of devices that take several jobs.
import { type Page } from "@playwright/test";
import { DevicesPage } from "../pages/devices.ts";
import { JobPage } from "../pages/job.ts";
import { NewJobPage } from "../pages/new-job.ts";
import { LONG_NAMES, longNames, withLongNames } from "../stack/long-names.ts";
import { accessible, picture } from "../stack/look.ts";
import { expect, method, mixedFleetTest as test, type Stack } from "../stack/test.ts";

const { devices, jobs } = LONG_NAMES;
const split = `so this becomes ${jobs} jobs`;

test("more devices than one condition names are picked, ordered as one and run as several jobs", async ({ console: page, stack }) => {
  await withLongNames(stack, async () => {
    const order = await picked(page, stack);
    await page.getByRole("textbox", { name: "Method" }).fill("lockDoor");
    await page.getByRole("textbox", { name: "Connect time-out (seconds)" }).fill("0");
    await order.goTo("Fleet");
    const listed = page.getByRole("region", { name: `These ${devices} devices` });
    await expect(listed).toContainText(split);
    await expect(listed).toContainText("a link to this page does not carry it");
    await expect(listed.getByRole("textbox", { name: "Which they are" })).toHaveValue(/^deviceId IN \['gate-north/);
    await expect(order.reach).toContainText(`${devices} devices`);
    await expect(order.sentence).toContainText(`on these ${devices} devices, now`);
    await picture(page, "new job, a list of devices");
    await accessible(page);

    await page.reload();
    await expect(listed).toContainText(split);
    await order.goTo("Review");
    await expect(page.getByText(split)).toBeVisible();
    await expect(page.getByText(`The exact request below is the first of the ${jobs}`)).toBeVisible();
    await picture(page, "new job, split");
    await accessible(page);
    const id = await order.order();

    const job = new JobPage(page);
    await expect(job.runs).toContainText(`this job, part 1 of ${jobs}`);
    await expect(job.status).toHaveText(/^Completed/, { timeout: 30_000 });
    const first = await job.count("All devices");
    await job.runs.getByRole("link").click();
    await expect(page).toHaveURL(new RegExp(`/jobs/${id}-2$`));
    await expect(job.runs).toContainText(`this job, part 2 of ${jobs}`);
    await expect(job.status).toHaveText(/^Completed/, { timeout: 30_000 });
    expect(first + (await job.count("All devices"))).toBe(devices);
  });
});

test("a list of devices is let go for a query", async ({ console: page, stack }) => {
  await withLongNames(stack, async () => {
    const order = await picked(page, stack);
    await order.goTo("Fleet");
    await page.getByRole("button", { name: "Choose by a query instead" }).click();
    await expect(order.condition).toHaveValue("");
    await order.condition.fill("deviceId = 'door-0001'");
    await expect(order.sentence).toContainText("deviceId = 'door-0001'");
  });
});

test("a job is run again for more devices than one condition names, and the page says into how many jobs it is split", async ({ console: page, stack }) => {
  await withLongNames(stack, async () => {
    const job = new JobPage(page);
    const id = await stack.order({ action: method("lockDoor"), condition: longNames });
    await page.goto(`${stack.url}/jobs/${id}`);
    await expect(job.status).toHaveText(/^Completed/, { timeout: 30_000 });
    await job.askToRerun();
    await expect(job.rerunDialog.getByRole("radio", { name: `The ${devices} devices that were not reached` })).toBeChecked();
    await expect(job.rerunDialog).toContainText(split);
    await picture(page, "job, run again, split");
    await accessible(page);
    await job.rerunDialog.getByRole("button", { name: `Run again for ${devices} devices` }).click();

    await expect(page).not.toHaveURL(new RegExp(id));
    await expect(job.runs).toContainText(`this job, attempt 2 of 2, for those that were not reached, part 1 of ${jobs}`);
    await expect(job.runs).toContainText(`for those that were not reached, part 2 of ${jobs}`);
    await job.runs.getByRole("listitem").filter({ hasText: "attempt 1 of 2" }).getByRole("link").click();
    await expect(page).toHaveURL(new RegExp(`/jobs/${id}$`));
    await expect(job.runs).toContainText(`part 1 of ${jobs}`);
    await expect(job.runs).toContainText(`part 2 of ${jobs}`);
  });
});

test("a copy of a job and the job know of each other", async ({ console: page, stack }) => {
  const job = new JobPage(page);
  const order = new NewJobPage(page);
  const id = await stack.order({ action: method("lockDoor", { lockTime: "10m" }), condition: "deviceId = 'door-0001'" });
  await page.goto(`${stack.url}/jobs/${id}`);
  await page.getByRole("button", { name: "Clone and edit" }).click();
  await order.goTo("Fleet");
  await order.condition.fill("deviceId IN ['door-0001', 'door-0002']");
  await order.goTo("Review");
  const copy = await order.order();
  await expect(job.runs).toContainText("this job, as a copy");
  await job.runs.getByRole("link").click();
  await expect(page).toHaveURL(new RegExp(`/jobs/${id}$`));
  await expect(job.runs).toContainText("as a copy");
  await job.runs.getByRole("link").click();
  await expect(page).toHaveURL(new RegExp(`/jobs/${copy}$`));
});

test("a run whose answer was lost is the same run when it is asked for again, also after a reload", async ({ console: page, stack }) => {
  const job = new JobPage(page);
  const id = await stack.order({ action: method("lockDoor"), condition: "STARTSWITH(deviceId, 'door-')" });
  await page.goto(`${stack.url}/jobs/${id}`);
  await expect(job.status).toHaveText("Completed with failures");
  const before = (await stack.hub.calls())["jobs.create"];
  await page.route("**/api/jobs/*/rerun", async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    await route.fetch();
    await route.abort();
  });
  const confirm = job.rerunDialog.getByRole("button", { name: /^Run again for/ });
  await job.askToRerun();
  await confirm.click();
  await expect(job.rerunDialog).toContainText("Lockstep does not answer");
  await page.unroute("**/api/jobs/*/rerun");
  await job.rerunDialog.getByRole("button", { name: "Close" }).click();

  await page.reload();
  await job.askToRerun();
  await confirm.click();
  await expect(page).not.toHaveURL(new RegExp(id));
  await expect(job.runs).toContainText("this job, attempt 2 of 2, for those that were not reached");
  expect((await stack.hub.calls())["jobs.create"]).toBe(before + 1);

  await test.step("and once its answer is known, the next run is another job", async () => {
    await page.goto(`${stack.url}/jobs/${id}`);
    await job.askToRerun();
    await confirm.click();
    await expect(page).not.toHaveURL(new RegExp(id));
    expect((await stack.hub.calls())["jobs.create"]).toBe(before + 2);
  });
});

/** An order for all the devices with long names, picked from the list. */
async function picked(page: Page, stack: Stack): Promise<NewJobPage> {
  await new DevicesPage(page).open(stack, longNames);
  await page.getByRole("checkbox", { name: `Select all ${devices} that were read` }).check();
  await page.getByRole("button", { name: `New job for ${devices} devices` }).click();
  return new NewJobPage(page);
}
