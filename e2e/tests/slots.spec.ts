// A hub with one job slot: the second job waits for it, visibly.
import { JobPage } from "../pages/job.ts";
import { NewJobPage } from "../pages/new-job.ts";
import { accessible, picture } from "../stack/look.ts";
import { expect, test } from "../stack/test.ts";

test.use({ wanted: { tier: "s1", devices: 2 } });

const lock = { method: { name: "lockDoor", responseTimeoutSeconds: 30, connectTimeoutSeconds: 0 } };
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000);

test("the second job waits for the slot, is sent when it is free and starts at once", async ({ console: page, stack }) => {
  const holder = await stack.order({ action: lock, startAt: inHours(1) });
  const order = new NewJobPage(page);
  await order.open();
  await order.write({ desired: `{"building":43}`, condition: "*", startAt: new Date(Date.now() + 9_000) });
  const { id } = order;
  await expect(page.getByText("All taken: the order waits here")).toBeVisible();
  await order.submit.click();

  await expect(order.waiting).toContainText("The hub has one job slot, and this job holds it:");
  await expect(order.waiting.getByRole("link", { name: holder })).toBeVisible();
  expect(await stack.hub.job(id)).toBeUndefined();

  await picture(page, "new job waiting");
  await accessible(page);
  await test.step("reloading goes on waiting", async () => {
    await page.reload();
    await expect(order.waiting.getByRole("link", { name: holder })).toBeVisible();
  });
  await expect(order.waiting).toContainText("has passed: it starts at once when a slot is free");

  await stack.api(`/jobs/${holder}/cancel`, { method: "POST" });
  await order.ordered(id);
  await expect(page.getByText("It had to wait for a job slot, so it started at once.")).toBeVisible();
  await new JobPage(page).completed();
  expect((await stack.hub.jobs()).filter((job) => job.jobId === id)).toHaveLength(1);
});

test("a waiting order can be withdrawn, and nothing was ordered", async ({ console: page, stack }) => {
  const holder = await stack.order({ action: lock, startAt: inHours(1) });
  const order = new NewJobPage(page);
  await order.open();
  await order.write({ method: "lockDoor", condition: "*" });
  const { id } = order;
  await order.submit.click();
  await order.waiting.getByRole("button", { name: "Withdraw the order" }).click();

  await expect(order.step("Review")).toHaveAttribute("aria-current", "step");
  await expect(order.submit).toHaveText("Start now");
  await stack.api(`/jobs/${holder}/cancel`, { method: "POST" });
  await expect(page.getByText("Free", { exact: true })).toBeVisible();
  expect(await stack.hub.job(id)).toBeUndefined();
});
