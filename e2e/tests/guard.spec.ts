// A proxy whose operator wants to be asked before many devices are reached, and to know where they are.
import { NewJobPage } from "../pages/new-job.ts";
import { JobPage } from "../pages/job.ts";
import { accessible, crowded, picture } from "../stack/look.ts";
import { expect, test } from "../stack/test.ts";

const FLEET = 8;

test.use({
  wanted: { devices: FLEET, options: ["--preview-threshold", "5", "--environment", "Staging", "--environment-colour", "darkorange"] },
});

test("the environment is named on every page", async ({ console: page }) => {
  const bar = page.getByRole("banner");
  for (const place of ["Jobs", "Devices", "Actions"]) {
    await bar.getByRole("link", { name: place, exact: true }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(place);
    await expect(bar).toContainText("Staging");
  }
  await picture(page, "environment");
  await accessible(page);
});

test("the bar has room for the environment at every width, in both languages", async ({ console: page, stack }) => {
  for (const language of ["English", "Spanish"]) {
    await page.evaluate((chosen) => localStorage.setItem("lockstep.display", JSON.stringify({ language: chosen })), language);
    await page.goto(`${stack.url}/jobs`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    for (const width of [320, 360, 480, 768, 780, 900, 1000, 1040, 1160, 1280]) {
      await page.setViewportSize({ width, height: 700 });
      expect.soft(await page.evaluate(crowded), `${language} at ${width} px`).toEqual([]);
    }
  }
  await page.evaluate(() => localStorage.removeItem("lockstep.display"));
});

test("the count is typed above the threshold, and again when the fleet has grown", async ({ console: page, stack }) => {
  const order = new NewJobPage(page);
  await order.open();
  await order.write({ tags: '{"checked": true}', condition: "*" });
  const typed = page.getByRole("textbox", { name: `Type ${FLEET}, the number of devices, to confirm` });
  await expect(typed).toHaveAccessibleDescription(/above 5 devices/);
  await expect(order.submit).toHaveAttribute("aria-disabled", "true");
  await typed.fill("7");
  await expect(order.submit).toHaveAttribute("aria-disabled", "true");
  await typed.fill(`${FLEET}`);
  await expect(order.submit).toHaveAttribute("aria-disabled", "false");
  await picture(page, "new job, typed count");
  await accessible(page);
  await test.step("what was typed confirms this order and no other", async () => {
    await order.goTo("Fleet");
    await order.condition.fill("STARTSWITH(deviceId, 'door-')");
    await order.goTo("Review");
    await expect(typed).toHaveValue("");
    await expect(order.submit).toHaveAttribute("aria-disabled", "true");
    await order.goTo("Fleet");
    await order.condition.fill("*");
    await order.goTo("Review");
    await typed.fill(`${FLEET}`);
  });

  await stack.hub.register("late-0001");
  await order.submit.click();
  await expect(page.getByRole("alert")).toContainText(`The fleet has grown from ${FLEET} to 9 devices since the count.`);
  await picture(page, "new job, the fleet has grown");
  const again = page.getByRole("textbox", { name: "Type 9, the number of devices, to confirm" });
  await expect(again).toHaveValue("");
  await again.fill("9");
  await order.order();
  await new JobPage(page).completed();
});
