// What is there on every page: the palette, languages and time zones.
import { JobPage } from "../pages/job.ts";
import { Shell } from "../pages/shell.ts";
import { accessible, picture } from "../stack/look.ts";
import { expect, method, mixedFleetTest as test } from "../stack/test.ts";

test("everything is reached by typing: a job, an action, a device", async ({ console: page, stack }) => {
  const id = await stack.order({ action: method("lockDoor"), condition: "deviceId = 'door-0001'" });
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Search and commands" });
  const field = palette.getByRole("combobox");
  await expect(field).toBeFocused();
  await page.keyboard.type("lock");
  await expect(palette.getByRole("group", { name: "Actions" }).getByRole("option")).toHaveCount(2);
  await expect(palette.getByRole("group", { name: "Jobs" }).getByRole("option").first()).toContainText("Call lockDoor");
  await picture(page, "palette");
  await accessible(page);
  await field.fill(id);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`${stack.url}/jobs/${id}`);

  await page.getByRole("banner").getByRole("button", { name: "Search" }).click();
  await field.fill("unlockDoor");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/jobs\/new/);
  await expect(page.getByRole("textbox", { name: "Method" })).toHaveValue("unlockDoor");

  await page.keyboard.press("Control+k");
  await field.fill("door-0007");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("door-0007");

  await page.keyboard.press("Control+k");
  await field.fill("nothing at all");
  await expect(palette).toContainText("Nothing fits.");
  await page.keyboard.press("Escape");
  await expect(palette).toBeHidden();
});

test("the palette does what the page below it offers", async ({ console: page, stack }) => {
  const id = await stack.order({ action: method("lockDoor"), condition: "deviceId = 'door-0001'" });
  await page.goto(`${stack.url}/jobs/${id}`);
  await new JobPage(page).completed();
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Search and commands" });
  const offered = palette.getByRole("group", { name: "On this page" });
  await expect(offered.getByRole("option", { name: "Export" })).toBeVisible();
  await picture(page, "palette, on the page of a job");
  await page.keyboard.type("csv");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("group", { name: "Export" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("clone");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/jobs\/new/);
});

test("Back leads to the row that one has come from", async ({ console: page, stack }) => {
  await stack.order({ action: method("lockDoor"), condition: "deviceId = 'door-0001'" });
  const id = await stack.order({ action: method("lockDoor"), condition: "deviceId = 'door-0002'" });
  await page.goto(`${stack.url}/jobs`);
  const job = page.getByRole("main").getByRole("row").filter({ hasText: "door-0002" }).getByRole("link").first();
  await job.click();
  await expect(page).toHaveURL(new RegExp(id));
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await page.goBack();
  await expect(job).toBeFocused();

  await page.goto(`${stack.url}/devices`);
  const device = page.getByRole("main").getByRole("link", { name: "door-0003", exact: true });
  await device.click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("door-0003");
  await page.goBack();
  await expect(device).toBeFocused();
});

test("an action is begun in a tab of its own, and what could not be looked up is told", async ({ console: page }) => {
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Search and commands" });
  await palette.getByRole("combobox").fill("unlockDoor");
  await expect(palette.getByRole("option")).toHaveCount(2);
  const opened = page.waitForEvent("popup");
  await page.keyboard.press("Control+Enter");
  const other = await opened;
  await expect(other.getByRole("textbox", { name: "Method" })).toHaveValue("unlockDoor");
  await other.close();

  await page.keyboard.press("Control+k");
  await palette.getByRole("combobox").fill(">");
  const commands = palette.getByRole("group", { name: "Commands" });
  await expect(commands.getByRole("option", { name: "Sign out" })).toBeVisible();
  await picture(page, "palette, commands");
  await accessible(page);
  await palette.getByRole("combobox").fill("> dark");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");

  await page.route("**/api/templates", (route) => route.abort(), { times: 1 });
  await page.keyboard.press("Control+k");
  await expect(palette.getByRole("alert")).toContainText("Lockstep does not answer");
  await accessible(page);
  await palette.getByRole("button", { name: "Try now" }).click();
  await palette.getByRole("combobox").fill("unlockDoor");
  await expect(palette.getByRole("group", { name: "Actions" }).getByRole("option")).toHaveCount(1);
  await expect(palette.getByRole("alert")).toHaveCount(0);
});

test("what is typed before the library of actions has come waits for it", async ({ console: page }) => {
  let answer = () => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route("**/api/templates", async (route) => {
    await held;
    await route.continue();
  });
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Search and commands" });
  await palette.getByRole("combobox").fill("unlockDoor");
  await page.keyboard.press("Enter");
  await expect(palette.getByRole("option")).toHaveText("Device unlockDoor");
  await expect(palette).toBeVisible();
  answer();
  await expect(page.getByRole("textbox", { name: "Method" })).toHaveValue("unlockDoor");
});

test("the console speaks Spanish when it is chosen, and goes on where one was", async ({ console: page, stack }) => {
  const id = await stack.order({ action: method("lockDoor"), condition: "STARTSWITH(deviceId, 'door-')" });
  await page.goto(`${stack.url}/jobs/${id}`);
  await expect(new JobPage(page).status).toHaveText("Completed with failures");
  await new Shell(page).display("Language", "Español");
  await expect(page.locator("html")).toHaveAttribute("lang", "es");
  await expect(page).toHaveURL(`${stack.url}/jobs/${id}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Llamar a lockDoor");
  await expect(page.getByRole("main")).toContainText("Completado con fallos");
  await expect(page.getByRole("navigation", { name: "Principal" })).toContainText("Dispositivos");
  await picture(page, "job finished, spanish");
  await accessible(page);
  await page.getByRole("button", { name: "Aspecto: tema, densidad, contraste" }).click();
  await page.getByText("English", { exact: true }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});

test.describe("in a browser that asks for Spanish", () => {
  test.use({ locale: "es-ES" });
  test("Spanish is spoken from the first page on, with its numbers", async ({ page, stack }) => {
    await page.goto(`${stack.url}/devices#token=${stack.token}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Dispositivos");
    await expect(page.getByRole("main")).toContainText("de 4");
  });
});

test("times are written in UTC when that is chosen, and so is the start of an order", async ({ console: page }) => {
  const shell = new Shell(page);
  await expect(page.getByRole("banner")).toContainText("Madrid");
  await shell.display("Time zone", "UTC");
  await expect(page.getByRole("banner")).toContainText("UTC");
  await page.getByRole("banner").getByRole("link", { name: "New job" }).click();
  await page.getByRole("navigation", { name: "Steps" }).getByRole("link", { name: /When/ }).click();
  await page.getByText("At a time", { exact: true }).click();
  const start = new Date(Date.now() + 3_600_000).toISOString().slice(0, 16);
  await page.getByLabel("Date and time").fill(start);
  await expect(page.getByRole("main")).toContainText(`${start.slice(11)} UTC`);
  await page.reload();
  await expect(page.getByRole("banner")).toContainText("UTC");
  await test.step("an order that is being written keeps its instant in another zone", async () => {
    await shell.display("Time zone", "This browser's");
    await expect(page.getByRole("banner")).toContainText("Madrid");
    const local = new Date(`${start}Z`).toLocaleString("sv-SE", { timeZone: "Europe/Madrid" }).replace(" ", "T");
    await expect(page.getByLabel("Date and time")).toHaveValue(local.slice(0, 16));
  });
});
