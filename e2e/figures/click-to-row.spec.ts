// How long from the click that starts a job over 200 devices to the first answer on the page, and to the last.
// Not a test: it prints figures. `npx playwright test --config figures.config.ts`
import { NewJobPage } from "../pages/new-job.ts";
import { JobPage } from "../pages/job.ts";
import { expect, test } from "../stack/test.ts";

const ROUNDS = 10;

test.use({ wanted: { devices: 200, tier: "s3" } });

test("click to first and to last answer, 200 devices, tier s3", async ({ console: page }) => {
  const firsts: number[] = [];
  const lasts: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const order = new NewJobPage(page);
    await order.open();
    await order.write({ method: "lockDoor", condition: "STARTSWITH(deviceId, 'door-')" });
    await page.getByRole("textbox", { name: "Type 200, the number of devices, to confirm" }).fill("200");
    await expect(order.submit).toHaveAttribute("aria-disabled", "false");
    await page.evaluate(() => {
      const times = { clicked: 0, first: 0, last: 0 };
      Object.assign(window, { times });
      addEventListener("click", () => (times.clicked ||= performance.now()), { capture: true, once: true });
      const look = () => {
        const main = document.querySelector("main");
        if (!times.first && main?.querySelector("tbody .status[data-status=succeeded]")) times.first = performance.now();
        const settled = main?.querySelector(".ledger [data-outcome=succeeded] .figure")?.textContent;
        if (settled === "200") times.last = performance.now();
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    await order.submit.click();
    await new JobPage(page).completed();
    const times = await page.waitForFunction(() => {
      const { times } = window as unknown as { times: { clicked: number; first: number; last: number } };
      return times.first && times.last ? times : null;
    });
    const { clicked, first, last } = (await times.jsonValue()) as { clicked: number; first: number; last: number };
    firsts.push(first - clicked);
    lasts.push(last - clicked);
  }
  console.log(`click to first answer: ${figures(firsts)}`);
  console.log(`click to last of 200:  ${figures(lasts)}`);
});

function figures(values: number[]): string {
  const sorted = values.toSorted((a, b) => a - b).map(Math.round);
  return `median ${sorted[sorted.length >> 1]} ms, least ${sorted[0]} ms, most ${sorted.at(-1)} ms of ${values.length}`;
}
