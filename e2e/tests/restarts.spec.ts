// The proxy goes away and comes back.
import { JobPage } from "../pages/job.ts";
import { Shell } from "../pages/shell.ts";
import { accessible, picture } from "../stack/look.ts";
import { exactlyOne, scheduled, written } from "../stack/orders.ts";
import { expect, test } from "../stack/test.ts";

test("the proxy restarts while a browser watches: told, and back where it was", async ({ console: page, stack }) => {
  const id = await scheduled(stack);
  await page.goto(`${stack.url}/jobs/${id}?q=door`);
  const shell = new Shell(page);
  const job = new JobPage(page);
  await expect(job.status).toHaveText("Scheduled");

  await stack.stopProxy();
  await expect(shell.freshness).toHaveText("Reconnecting");
  await expect(shell.notice("Reconnecting")).toContainText("Lost the connection to Lockstep.");
  await expect(job.status).toHaveText("Scheduled when last heard");
  await picture(page, "job reconnecting");
  await accessible(page);

  await stack.resumeProxy();
  // With the same token the session outlives the restart.
  await expect(shell.freshness).toHaveText("Live", { timeout: 40_000 });
  await expect(page).toHaveURL(`${stack.url}/jobs/${id}?q=door`);
  await expect(job.status).toHaveText("Scheduled");
});

test("the proxy is away when an order is sent: told, and asking again gives one job", async ({ console: page, stack }) => {
  const order = await written(page);
  const { id } = order;
  await stack.stopProxy();
  await order.submit.click();
  await expect(page.getByRole("alert")).toContainText("Lockstep does not answer");
  await stack.resumeProxy();
  await expect(async () => {
    await order.submit.click({ timeout: 2_000 });
    await expect(page).toHaveURL(new RegExp(`/jobs/${id}`), { timeout: 5_000 });
  }).toPass({ timeout: 40_000 });
  await new JobPage(page).completed();
  await exactlyOne(stack, id);
});
