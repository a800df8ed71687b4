// Signing in, the keyboard, themes, accessibility, narrow screens.
import { JobPage } from "../pages/job.ts";
import { JobsPage } from "../pages/jobs.ts";
import { NewJobPage } from "../pages/new-job.ts";
import { Shell } from "../pages/shell.ts";
import { SignInPage } from "../pages/sign-in.ts";
import { accessible } from "../stack/look.ts";
import { places } from "../stack/places.ts";
import { expect, method, mixedFleetTest as test, signIn } from "../stack/test.ts";

test.describe("signing in", () => {
  test("the address that the proxy printed signs in and loses its token", async ({ page, stack }) => {
    await signIn(page, stack, "/devices?q=");
    await expect(page).toHaveURL(/\/devices/);
    expect(page.url()).not.toContain(stack.token);
    expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(2);
    await page.reload();
    await new Shell(page).isLive();
  });

  test("without a token the page asks for it; a wrong one is told, and a pasted address works", async ({ page, stack }) => {
    await page.goto(`${stack.url}/devices`);
    const sign = new SignInPage(page);
    await sign.submit.click();
    await expect(sign.alert).toContainText("Paste the address or the token first.");
    await sign.signIn("not-the-token-at-all");
    await expect(sign.alert).toContainText("This token is not the one that Lockstep printed.");
    await sign.signIn(`${stack.url}/#token=${stack.token}`);
    await expect(new Shell(page).heading).toHaveText("Devices");
  });

  test("the printed address works in the tab that asks for it", async ({ page, stack }) => {
    await page.goto(`${stack.url}/devices`);
    await expect(new SignInPage(page).token).toBeVisible();
    await page.goto(`${stack.url}/devices#token=${stack.token}`);
    await expect(new Shell(page).heading).toHaveText("Devices");
    expect(page.url()).not.toContain(stack.token);
  });

  test("signing out ends the session in the browser", async ({ console: page }) => {
    await page.getByRole("button", { name: "Display: theme, density, contrast" }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(new SignInPage(page).token).toBeVisible();
    await page.reload();
    await expect(new SignInPage(page).token).toBeVisible();
  });

  test("nobody reads the API without signing in", async ({ stack }) => {
    for (const path of ["/session", "/devices", "/jobs", "/live?jobs=true", "/jobs/x/rows?from=0&to=1"]) {
      expect((await fetch(`${stack.url}/api${path}`)).status, path).toBe(401);
    }
  });

  test("the hub's key is in nothing that a browser gets", async ({ page, stack }) => {
    const bodies: string[] = [];
    page.on("response", async (response) => {
      if (response.url().includes("/api/") && !response.url().includes("/live")) {
        bodies.push(await response.text().catch(() => ""));
      }
    });
    await signIn(page, stack, "/devices");
    await page.goto(`${stack.url}/devices/door-0001`);
    await expect(new Shell(page).heading).toHaveText("door-0001");
    const key = /SharedAccessKey=([^;]+)/.exec(stack.hub.connectionString)![1];
    expect(bodies.length).toBeGreaterThan(0);
    expect(bodies.join("\n")).not.toContain(key);
    expect(stack.proxyOutput).not.toContain(key);
  });
});

test.describe("the keyboard", () => {
  test("g and a letter go to a place, n starts an order", async ({ console: page }) => {
    const shell = new Shell(page);
    await page.keyboard.press("g");
    await page.keyboard.press("d");
    await expect(shell.heading).toHaveText("Devices");
    await page.keyboard.press("g");
    await page.keyboard.press("j");
    await expect(shell.heading).toHaveText("Jobs");
    await page.keyboard.press("n");
    await expect(shell.heading).toHaveText("What should happen?");
  });

  test("? shows the shortcuts, Escape closes them and the focus comes back", async ({ console: page }) => {
    const shell = new Shell(page);
    const display = page.getByRole("button", { name: "Display: theme, density, contrast" });
    await display.focus();
    await page.keyboard.press("?");
    await expect(shell.shortcuts).toBeVisible();
    await page.keyboard.press("n");
    await expect(shell.shortcuts).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(shell.shortcuts).toBeHidden();
    await expect(display).toBeFocused();
  });

  test("/ finds, Escape leaves the field, j, k and Enter walk the rows", async ({ console: page, stack }) => {
    const ids = [await stack.order({ action: method("lockDoor") }), await stack.order({ action: method("unlockDoor") })];
    await page.reload();
    const jobs = new JobsPage(page);
    await expect(jobs.row(ids[0])).toBeVisible();
    await page.keyboard.press("/");
    await expect(jobs.find).toBeFocused();
    await page.keyboard.press("j");
    await expect(jobs.find).toHaveValue("j");
    await expect(page.getByText("No job matches")).toBeVisible();
    await jobs.find.fill("");
    await expect(jobs.row(ids[0])).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(jobs.find).not.toBeFocused();

    await page.keyboard.press("j");
    await expect(jobs.rows.nth(0).getByRole("link")).toBeFocused();
    await page.keyboard.press("j");
    await expect(jobs.rows.nth(1).getByRole("link")).toBeFocused();
    await page.keyboard.press("k");
    await expect(jobs.rows.nth(0).getByRole("link")).toBeFocused();
    const first = await jobs.rows.nth(0).getByRole("link").innerText();
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(`${stack.url}/jobs/${first}`);

    const job = new JobPage(page);
    await expect(job.rows.first()).toBeVisible();
    await page.keyboard.press("j");
    const answer = job.rows.first().getByRole("button", { name: /^Answer of/ });
    await expect(answer).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(answer).toHaveAttribute("aria-expanded", "true");
    await page.keyboard.press("Escape");
    await expect(answer).toHaveAttribute("aria-expanded", "false");
  });

  test("the heading of a page that was opened takes the focus", async ({ console: page }) => {
    const shell = new Shell(page);
    await shell.goTo("Devices");
    await expect(shell.heading).toBeFocused();
    await page.keyboard.press("n");
    await expect(shell.heading).toHaveText("What should happen?");
    await expect(shell.heading).toBeFocused();
  });

  test("a condition is left with the keyboard, and no page breaks", async ({ console: page, stack }) => {
    const order = new NewJobPage(page);
    await order.open();
    await order.goTo("Fleet");
    await order.condition.fill("tags.site = 'north'");
    await page.keyboard.press("Control+Enter");
    await expect(order.step("When")).toHaveAttribute("aria-current", "step");
    await page.goBack();
    await order.condition.focus();
    await page.goBack();
    await expect(order.step("Action")).toHaveAttribute("aria-current", "step");
    await page.goto(`${stack.url}/devices`);
    await page.getByRole("textbox", { name: "WHERE" }).focus();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Search" }).or(page.getByRole("dialog").getByRole("combobox")).first().fill("g j");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Jobs");
    await page.goBack();
    await page.getByRole("textbox", { name: "WHERE" }).focus();
    await page.goBack();
    await new Shell(page).isLive();
  });

  test("Ctrl+Enter goes to the next step of an order, whose heading takes the focus", async ({ console: page }) => {
    const order = new NewJobPage(page);
    await order.open();
    await page.getByRole("textbox", { name: "Method" }).fill("lockDoor");
    await page.keyboard.press("Control+Enter");
    await expect(order.step("Fleet")).toHaveAttribute("aria-current", "step");
    await expect(new Shell(page).heading).toBeFocused();
    await expect(order.step("Action")).toContainText("Call lockDoor");
    await page.goBack();
    await expect(order.step("Action")).toHaveAttribute("aria-current", "step");
    await expect(page.getByRole("textbox", { name: "Method" })).toHaveValue("lockDoor");
  });
});

test("a page that breaks says so, and is whole again after a reload", async ({ console: page, faults }) => {
  await page.evaluate(() => {
    document.createElement = () => {
      throw new Error("this page makes no more elements");
    };
  });
  await page.getByRole("link", { name: "Devices", exact: true }).click();
  const told = page.getByRole("alert").filter({ hasText: "Something in this page broke" });
  await expect(told).toContainText("What you ordered is not affected");
  expect(faults.some((fault) => fault.includes("panicked"))).toBe(true);
  faults.length = 0;
  await told.getByRole("button", { name: "Reload" }).click();
  await new Shell(page).isLive();
  await expect(told).toBeHidden();
});

test("the theme is chosen in the page and kept", async ({ console: page }) => {
  const shell = new Shell(page);
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await shell.display("Theme", "Light");
  const light = await ground();
  await shell.display("Theme", "Dark");
  const dark = await ground();
  expect(dark).not.toBe(light);
  await page.reload();
  await shell.isLive();
  expect(await ground()).toBe(dark);
});

test("the theme follows the system until one is chosen", async ({ console: page }) => {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: "light" });
  const light = await ground();
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await ground()).not.toBe(light);
});

test.describe("every page", () => {
  test("has nothing that axe finds, in light and dark", async ({ page, stack, emptyStack }) => {
    test.setTimeout(300_000);
    for (const place of await places(stack, emptyStack)) {
      await test.step(place.name, async () => {
        await place.open(page);
        await accessible(page);
      });
    }
  });

  test("has no sideways scroll, however narrow", async ({ page, stack, emptyStack }) => {
    test.setTimeout(300_000);
    for (const place of await places(stack, emptyStack)) {
      await test.step(place.name, async () => {
        await page.setViewportSize({ width: 1280, height: 800 });
        await place.open(page);
        for (const width of [1280, 1024, 720, 360, 320]) {
          await page.setViewportSize({ width, height: 800 });
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          expect.soft(wide, `${place.name} at ${width} px`).toBeLessThanOrEqual(width);
        }
      });
    }
  });
});
