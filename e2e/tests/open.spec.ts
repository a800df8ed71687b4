// What does not hold yet; each moves to its file when it does.
import { type Page } from "@playwright/test";
import { JobPage } from "../pages/job.ts";
import { Shell } from "../pages/shell.ts";
import { scheduled } from "../stack/orders.ts";
import { Relay } from "../stack/relay.ts";
import { expect, type Stack, test } from "../stack/test.ts";

test("a connection that falls silent is noticed: the page does not go on to say Live", async ({ page, stack }) => {
  test.setTimeout(120_000);
  const relay = await Relay.start(stack.url);
  const id = await scheduled(stack);
  const { shell, job } = await watched(page, stack, relay, id);

  relay.silence();
  await expect(shell.freshness).toHaveText("Reconnecting", { timeout: 60_000 });
  await stack.api(`/jobs/${id}/cancel`, { method: "POST" });
  relay.mend();
  await expect(shell.freshness).toHaveText("Live", { timeout: 40_000 });
  await expect(job.status).toHaveText("Cancelled");
  await relay.end();
});

/** A page that watches a job through the relay. */
async function watched(page: Page, stack: Stack, relay: Relay, id: string) {
  await page.goto(`${relay.url}/jobs/${id}#token=${stack.token}`);
  const [shell, job] = [new Shell(page), new JobPage(page)];
  await expect(job.status).toHaveText("Scheduled");
  await shell.isLive();
  return { shell, job };
}
