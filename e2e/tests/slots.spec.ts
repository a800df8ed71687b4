// A hub with one job slot: the second job waits for it, visibly.
import { JobPage } from "../pages/job.ts";
import { NewJobPage } from "../pages/new-job.ts";
import { accessible, picture } from "../stack/look.ts";
import { expect, test } from "../stack/test.ts";

test.use({ wanted: { tier: "s1", devices: 2 } });

const lock = { method: { name: "lockDoor", responseTimeoutSeconds: 30, connectTimeoutSeconds: 0 } };
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000);

test("the second job waits for the slot, has it when it is free and starts at once", async ({ console: page, stack }) => {
  const holder = await stack.order({ action: lock, startAt: inHours(1) });
  const order = new NewJobPage(page);
  const job = new JobPage(page);
  await order.open();
  await order.write({ desired: `{"building":43}`, condition: "*", startAt: new Date(Date.now() + 9_000) });
  const { id } = order;
  await expect(page.getByText("All taken: the job will wait for one")).toBeVisible();
  await order.submit.click();

  await order.ordered(id);
  await expect(job.status).toHaveText("Waiting for a slot");
  await expect(job.waiting).toContainText("next in turn");
  await expect(job.waiting).toContainText("This job holds the hub's only slot:");
  await expect(job.waiting.getByRole("link", { name: holder })).toBeVisible();
  await expect(job.waiting).toContainText("A slot is expected to be free about");
  expect(await stack.hub.job(id)).toBeUndefined();

  await picture(page, "job waiting");
  await accessible(page);
  await test.step("the page need not stay open, and Lockstep may restart", async () => {
    await stack.restartProxy();
    await page.goto(`${stack.url}/jobs#token=${stack.token}`);
    const row = page.getByRole("row").filter({ hasText: id });
    await expect(row).toContainText("Waiting for a slot");
    await expect(row).toContainText("Next in turn, about");
    await picture(page, "jobs, one waits");
    await row.getByRole("link").click();
  });
  await expect(job.waiting).toContainText("has passed: it starts at once when a slot is free");

  await stack.api(`/jobs/${holder}/cancel`, { method: "POST" });
  await expect(page.getByText("It had to wait for a job slot, so it started at once.")).toBeVisible();
  await job.completed();
  await expect(page.getByRole("listitem").filter({ hasText: "A slot was free" })).toBeVisible();
  expect((await stack.hub.jobs()).filter((job) => job.jobId === id)).toHaveLength(1);
});

test("a job that waits can be withdrawn, and no device is touched", async ({ console: page, stack }) => {
  const holder = await stack.order({ action: lock, startAt: inHours(1) });
  const order = new NewJobPage(page);
  const job = new JobPage(page);
  await order.open();
  await order.write({ method: "lockDoor", condition: "*" });
  const { id } = order;
  await test.step("the review promises no start that the hub cannot keep", async () => {
    const will = page.getByRole("region", { name: "What the hub will do" });
    await expect(order.submit).toHaveText("Wait for a slot");
    await expect(will).toContainText("When a slot is free");
    await expect(will).toContainText("1 h after its start");
    await will.getByText("1 of 1 in use").click();
    await expect(will.getByRole("link", { name: holder })).toBeVisible();
    await picture(page, "review, all slots taken");
    await accessible(page);
  });
  await order.submit.click();
  await order.ordered(id);
  await expect(job.facts).toContainText("Begins when a slot is free, at most 1 h");
  await page.getByRole("button", { name: "Withdraw the job" }).click();
  await page.getByRole("dialog", { name: "Withdraw this job?" }).getByRole("button", { name: "Withdraw the job" }).click();

  await expect(job.status).toHaveText("Cancelled");
  await expect(job.waiting).toHaveCount(0);
  await expect(page.getByText("Withdrawn before the hub had it. No device was touched.")).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "Withdrawn" })).toBeVisible();
  await expect(page.getByText(/^Withdrawn today [\d:]+, before it had a slot$/)).toBeVisible();
  await expect(job.facts).toContainText("It never began");
  await stack.api(`/jobs/${holder}/cancel`, { method: "POST" });
  await page.getByRole("banner").getByRole("link", { name: "Jobs" }).click();
  await expect(page.getByText("0 of 1 in use")).toBeVisible();
  expect(await stack.hub.job(id)).toBeUndefined();
});

test("the notice of a job that has its slot stays until nothing below it is pointed at", async ({ console: page, stack }) => {
  const holder = await stack.order({ action: lock, startAt: inHours(1) });
  const id = await stack.order({ action: lock });
  const job = new JobPage(page);
  await page.goto(`${stack.url}/jobs/${id}#token=${stack.token}`);
  await expect(job.waiting).toBeVisible();
  await job.find.hover();
  const before = await job.find.boundingBox();

  await stack.api(`/jobs/${holder}/cancel`, { method: "POST" });
  const notice = page.getByRole("region", { name: "A slot was free" });
  await expect(notice).toBeVisible();
  await job.completed();
  await expect(notice).toBeVisible();
  expect((await job.find.boundingBox())!.y).toBe(before!.y);
  await picture(page, "job, its slot was free");
  await page.getByRole("banner").hover();
  await expect(notice).toBeHidden();
});
