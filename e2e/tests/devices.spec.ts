// The fleet: columns of one's own, an order, a drawer, and the query workbench.
import { type Page } from "@playwright/test";
import { DevicePage, DevicesPage } from "../pages/devices.ts";
import { accessible, picture } from "../stack/look.ts";
import { expect, mixedFleetTest as test, signIn, type Stack } from "../stack/test.ts";

test("columns are chosen from what twins have, sorted, shared by the address and remembered", async ({ console: page, stack }) => {
  const devices = new DevicesPage(page);
  await devices.open(stack, "STARTSWITH(deviceId, 'door-')");
  await devices.chooseColumns("tags.floor", "properties.reported.lockState");
  await expect(page).toHaveURL(/columns=tags.floor/);
  await expect(devices.rows.first()).toContainText(/locked|unlocked/);
  await devices.sortBy("tags.floor");
  await expect(page.getByRole("columnheader", { name: "tags.floor" })).toHaveAttribute("aria-sort", "ascending");
  await expect(page.getByText("Sorted within the 40 devices that were read")).toBeVisible();
  const floors = await devices.column("tags.floor");
  expect(floors).toEqual([...floors].sort());
  await devices.sortBy("tags.floor");
  await expect(page.getByRole("columnheader", { name: "tags.floor" })).toHaveAttribute("aria-sort", "descending");
  const turned = await devices.column("tags.floor");
  expect(turned).toEqual([...turned].sort().reverse());
  await picture(page, "devices, columns");
  await accessible(page);

  // Nobody sees an order by a column that is not shown.
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("group", { name: "Columns" }).getByRole("checkbox", { name: "tags.floor" }).uncheck();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("columnheader", { name: "tags.floor" })).toBeHidden();
  await expect(page.getByText(/^Sorted within/)).toBeHidden();

  await page.goto(`${stack.url}/devices`);
  await expect(page.getByRole("columnheader", { name: "reported.lockState" })).toBeVisible();
});

test("a list that has all the columns it can have says so", async ({ console: page, stack }) => {
  const devices = new DevicesPage(page);
  const eleven = Array.from({ length: 11 }, (_, place) => `tags.c${place}`);
  await page.goto(`${stack.url}/devices?columns=${eleven.join(",")}`);
  await page.getByRole("button", { name: "Columns" }).click();
  const menu = page.getByRole("group", { name: "Columns" });
  const path = menu.getByRole("textbox", { name: "Path of a property" });
  await path.fill("tags.a b");
  await menu.getByRole("button", { name: "Add" }).click();
  await expect(menu).toContainText("A path of a twin is needed: tags.floor, or properties.reported.lockState.");
  await path.fill("tags.floor");
  await menu.getByRole("button", { name: "Add" }).click();
  await expect(menu).toContainText("These are 12, as many as the list can have");
  await path.fill("tags.building");
  await menu.getByRole("button", { name: "Add" }).click({ force: true });
  await expect(path).toHaveValue("tags.building");
  await expect(menu.getByRole("checkbox", { name: "properties.reported.lockState" })).toBeDisabled();
  await accessible(page);
  await menu.getByRole("checkbox", { name: "tags.c0", exact: true }).uncheck();
  await menu.getByRole("button", { name: "Add" }).click();
  await expect(menu.getByRole("checkbox", { name: "tags.building" })).toBeChecked();
  await expect(devices.rows.first()).toBeVisible();
});

test("a device is looked into beside the list, and j and k go on", async ({ console: page, stack }) => {
  const devices = new DevicesPage(page);
  await devices.open(stack, "STARTSWITH(deviceId, 'door-')");
  await devices.sortBy("Device");
  await expect(devices.rows.first()).toContainText("door-0001");
  await page.getByRole("button", { name: "Look into door-0001" }).click();
  const drawer = page.getByRole("dialog", { name: "door-0001" });
  await expect(drawer.getByRole("heading", { name: "Twin" })).toBeVisible();
  await expect(drawer).toContainText("reported");
  await picture(page, "devices, drawer");
  await accessible(page);
  await page.keyboard.press("j");
  await expect(page.getByRole("dialog", { name: "door-0002" })).toBeVisible();
  await expect(page).toHaveURL(/device=door-0002/);
  await page.keyboard.press("k");
  await expect(page.getByRole("dialog", { name: "door-0001" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(page.getByRole("button", { name: "Look into door-0001" })).toBeFocused();

  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "door-0001" }).getByRole("link", { name: "Full page" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("door-0001");
  await expect(new DevicePage(page).twin).toBeVisible();
});

test("the drawer closes with Back, gives the focus to the row that was looked at, and keeps what is being written", async ({ console: page, stack }) => {
  const devices = new DevicesPage(page);
  await devices.open(stack, "STARTSWITH(deviceId, 'door-')");
  await page.getByRole("button", { name: "Look into door-0004" }).click();
  const drawer = page.getByRole("dialog");
  await expect(drawer).toContainText("door-0004");
  await page.keyboard.press("j");
  await expect(drawer.getByRole("heading", { name: "door-0005" })).toBeVisible();
  await page.goBack();
  await expect(drawer).toBeHidden();
  await expect(page.getByRole("button", { name: "Look into door-0005" })).toBeFocused();
  await expect(page).toHaveURL(/\/devices\?q=/);

  await page.keyboard.press("Enter");
  const device = new DevicePage(page);
  await device.edit();
  await device.tags.fill('{"wing": "unsaved"}');
  await drawer.getByRole("button", { name: "Next" }).click();
  await expect(drawer).toContainText("What you have written is not saved: save or discard it first.");
  await expect(drawer.getByRole("heading", { name: "door-0005" })).toBeVisible();
  await expect(device.tags).toHaveValue(/unsaved/);
  await drawer.getByRole("button", { name: "Discard", exact: true }).click();
  await drawer.getByRole("button", { name: "Next" }).click();
  await expect(drawer.getByRole("heading", { name: "door-0006" })).toBeVisible();
  await drawer.getByRole("button", { name: "Close" }).click();
  await expect(drawer).toBeHidden();
});

test("who goes far down in the drawer comes back to the device that was looked at last", async ({ console: page, stack }) => {
  const devices = new DevicesPage(page);
  await page.setViewportSize({ width: 1440, height: 500 });
  await devices.open(stack, "");
  await page.getByRole("button", { name: "Look into door-0002", exact: true }).click();
  const drawer = page.getByRole("dialog");
  for (let step = 3; step <= 36; step++) {
    await page.keyboard.press("j");
    await expect(drawer.getByRole("heading", { level: 2 }).first()).toHaveText(`door-00${String(step).padStart(2, "0")}`);
  }
  await page.keyboard.press("Escape");
  await expect(drawer).toBeHidden();
  const row = page.getByRole("button", { name: "Look into door-0036", exact: true });
  await expect(row).toBeFocused();
  await expect(row).toBeInViewport();
});

test("a device is changed and called in the drawer, and typing there goes nowhere else", async ({ console: page, stack }) => {
  const devices = new DevicesPage(page);
  await devices.open(stack, "STARTSWITH(deviceId, 'door-')");
  await page.getByRole("button", { name: "Look into door-0004" }).click();
  const drawer = page.getByRole("dialog", { name: "door-0004" });
  const device = new DevicePage(page);
  await device.call("kjkj", "null");
  await expect(drawer).toBeVisible();
  await expect(device.answers.first()).toBeVisible();
  await device.edit();
  await device.tags.fill('{"wing": "jk"}');
  await expect(device.review).toContainText("wing");
  await picture(page, "devices, drawer, editing");
  await accessible(page);
  await device.review.getByRole("button", { name: /^Save/ }).click();
  await expect(device.property("tags", "wing", "jk")).toBeVisible();
});

test("a condition is completed by what twins have, with the keyboard alone", async ({ console: page, stack }) => {
  const devices = new DevicesPage(page);
  await devices.open(stack, "");
  await expect(devices.rows.first()).toBeVisible();
  await devices.condition.focus();
  await page.keyboard.type("tags.flo");
  const list = page.getByRole("listbox", { name: "Suggestions" });
  await expect(list.getByRole("option", { selected: true })).toContainText("tags.floor");
  await picture(page, "devices, completion");
  await accessible(page);
  await page.keyboard.press("Tab");
  await expect(devices.condition).toHaveValue("tags.floor ");
  await page.keyboard.type("= ");
  await expect(list.getByRole("option").first()).toContainText(/^[123]/);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(devices.condition).toHaveValue(/^tags.floor = [123] $/);
  await expect(list).toBeHidden();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/q=tags.floor/);
});

test("what devices report is completed as well, without a column of it", async ({ console: page, stack }) => {
  const devices = new DevicesPage(page);
  await devices.open(stack, "");
  await expect(devices.rows.first()).toBeVisible();
  const twin = page.waitForResponse(/\/api\/devices\/door-/);
  await devices.condition.focus();
  await twin;
  await page.keyboard.type("properties.rep");
  await expect(page.getByRole("listbox", { name: "Suggestions" }).getByRole("option").first()).toContainText("properties.reported.");
});

test("what is typed before completion has come is completed when it comes", async ({ console: page, stack }) => {
  const come = await typedTooSoon(page, stack);
  const list = page.getByRole("listbox", { name: "Suggestions" });
  await expect(list).toBeHidden();
  come();
  await expect(list.getByRole("option", { selected: true })).toContainText("tags.floor");
});

test("completion that comes when its field is gone disturbs nobody", async ({ console: page, stack }) => {
  const come = await typedTooSoon(page, stack);
  await page.getByRole("banner").getByRole("link", { name: "Jobs", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Jobs");
  const loaded = page.waitForResponse(/forms[^/]*\.wasm/);
  come();
  await (await loaded).finished();
  // What is in the dialog is in the part that came late.
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toContainText("Everywhere");
});

test("a condition that Lockstep refuses may be sent all the same, and the hub's answer is shown", async ({ console: page, stack }) => {
  const devices = new DevicesPage(page);
  await devices.open(stack, "");
  await devices.condition.fill("ARRAY_CONTAINS(tags.floors, 2)");
  await devices.run.click();
  await expect(page).not.toHaveURL(/ARRAY_CONTAINS/);
  await page.getByRole("button", { name: "Send it anyway: the hub decides" }).click();
  await expect(page).toHaveURL(/anyway=1/);
  await expect(page.getByRole("main").getByRole("alert")).toContainText("The hub refused (400");
});

test("a name that no twin has is doubted, and mended with a press", async ({ console: page, stack }) => {
  const devices = new DevicesPage(page);
  await devices.open(stack, "");
  await expect(devices.row("door-0001")).toBeVisible();
  await devices.condition.fill("tags.flor = 2");
  await expect(page.getByText("Column 1: no twin that was read has tags.flor.")).toBeVisible();
  await page.getByRole("button", { name: "Change to tags.floor" }).click();
  await expect(devices.condition).toHaveValue("tags.floor = 2");
  await devices.condition.fill("tags.site = 7");
  await expect(page.getByText(/^Column 13: tags.site was read as '/)).toBeVisible();
  await page.getByRole("button", { name: "Change to '7'" }).click();
  await expect(devices.condition).toHaveValue("tags.site = '7'");
});

test("a condition that was edited and not run says so", async ({ console: page, stack }) => {
  const devices = new DevicesPage(page);
  await devices.open(stack, "tags.site = 'north'");
  await expect(page.getByText("Not run yet: press Enter.")).toBeHidden();
  await devices.condition.fill("tags.site = 'south'");
  await expect(page.getByText("Not run yet: press Enter.")).toBeVisible();
  await devices.condition.press("Enter");
  await expect(page.getByText("Not run yet: press Enter.")).toBeHidden();
});

test("a query is saved for everybody, used again and discarded", async ({ console: page, stack }) => {
  const devices = new DevicesPage(page);
  await devices.open(stack, "tags.site = 'north'");
  await page.getByRole("button", { name: "Saved queries" }).click();
  const menu = page.getByRole("group", { name: "Saved queries" });
  await menu.getByRole("textbox", { name: "Save this query as" }).fill("North campus");
  await menu.getByRole("button", { name: "Save" }).click();
  await expect(menu.getByRole("button", { name: /^North campus/ })).toBeVisible();
  await picture(page, "devices, saved queries");
  await accessible(page);

  await devices.open(stack, "tags.site = 'north' AND tags.floor = 2");
  await page.getByRole("button", { name: "Saved queries" }).click();
  await menu.getByRole("textbox", { name: "Save this query as" }).fill("north campus");
  await expect(menu).toContainText("Replaces the one of that name: tags.site = 'north'");
  await menu.getByRole("button", { name: "Replace" }).click();
  await expect(menu.getByRole("button", { name: /^north campus/ })).toContainText("tags.floor = 2");

  await devices.open(stack, "");
  await page.getByRole("button", { name: "Saved queries" }).click();
  await menu.getByRole("button", { name: /^North campus/i }).click();
  await expect(devices.condition).toHaveValue("tags.site = 'north' AND tags.floor = 2");
  await expect(page).toHaveURL(/q=tags.site/);
  await page.getByRole("button", { name: "Saved queries" }).click();
  await menu.getByRole("button", { name: "Discard north campus" }).click();
  await expect(menu).toContainText("No query is saved yet");
  await menu.getByRole("button", { name: "Undo" }).click();
  await expect(menu.getByRole("button", { name: /^north campus/ })).toBeVisible();
  await menu.getByRole("button", { name: "Discard north campus" }).click();
  await expect(menu).toContainText("No query is saved yet");
});

test("of many devices only those on the screen are in the page", async ({ console: page, stack }) => {
  for (const hundred of [0, 1, 2]) {
    const ids = Array.from({ length: 100 }, (_, index) => `pump-${hundred}${String(index).padStart(2, "0")}`);
    await stack.hub.rest("POST", "/devices", ids.map((id) => ({ id, importMode: "create" })));
  }
  const devices = new DevicesPage(page);
  await devices.open(stack, "STARTSWITH(deviceId, 'pump-')");
  for (const shown of [200, 300]) {
    await page.getByRole("button", { name: "More devices" }).click();
    await expect(page.getByText(`${shown} of 300 devices shown`)).toBeVisible();
  }
  expect(await devices.rows.count()).toBeLessThan(150);
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  await expect(page.getByRole("link", { name: "pump-299" })).toBeVisible();
  for (const hundred of [0, 1, 2]) {
    const ids = Array.from({ length: 100 }, (_, index) => `pump-${hundred}${String(index).padStart(2, "0")}`);
    await stack.hub.rest("POST", "/devices", ids.map((id) => ({ id, importMode: "delete" })));
  }
});

test("a condition is built from rows, which follow its text and lead back to it", async ({ console: page, stack }) => {
  const devices = new DevicesPage(page);
  await devices.open(stack, "tags.site = 'north' AND tags.floor IN [1, 2]");
  await page.getByRole("button", { name: "Builder" }).click();
  await expect(page).toHaveURL(/builder=1/);
  const builder = page.getByRole("group", { name: "Builder" });
  const rows = builder.getByRole("listitem");
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(1).getByRole("combobox", { name: "Value" })).toHaveValue("[1, 2]");
  await rows.nth(0).getByRole("combobox", { name: "Value" }).fill("south");
  await expect(devices.condition).toHaveValue("tags.site = 'south' AND tags.floor IN [1, 2]");
  await builder.getByRole("button", { name: "Add a condition" }).click();
  await expect(devices.condition).toHaveValue("tags.site = 'south' AND tags.floor IN [1, 2]");
  await rows.nth(2).getByRole("combobox", { name: "Property" }).fill("tags.building");
  // Without its value the row would select more than is meant, so nothing is selected at all.
  await expect(devices.condition).toHaveAttribute("aria-invalid", "true");
  await rows.nth(2).getByRole("combobox", { name: "Comparison" }).selectOption("IS_DEFINED");
  await builder.getByRole("checkbox", { name: "One of them is enough (OR)" }).check();
  await expect(devices.condition).toHaveValue("tags.site = 'south' OR tags.floor IN [1, 2] OR IS_DEFINED(tags.building)");
  await picture(page, "devices, builder");
  await accessible(page);
  await rows.nth(1).getByRole("button", { name: "Remove this row" }).click();
  await expect(devices.condition).toHaveValue("tags.site = 'south' OR IS_DEFINED(tags.building)");
  await devices.condition.fill("tags.site = 'south' AND (tags.a = 1 OR tags.b = 2)");
  await expect(builder).toContainText("more than rows can show");
  await devices.condition.fill("tags.floor = 1");
  await expect(rows).toHaveCount(1);
});

test("devices are picked one by one, also while the list is sorted, for a job over them alone", async ({ console: page, stack }) => {
  const devices = new DevicesPage(page);
  await devices.open(stack, "STARTSWITH(deviceId, 'door-')");
  await devices.pick("door-0003").check();
  await devices.sortBy("Device");
  await devices.pick("door-0001").check();
  await expect(devices.pick("door-0003")).toBeChecked();
  await expect(page.getByText("2 selected")).toBeVisible();
  await picture(page, "devices, picked");
  await accessible(page);
  await page.getByRole("checkbox", { name: "Select all 40 that were read" }).check();
  await expect(page.getByText("40 selected")).toBeVisible();
  await page.getByRole("button", { name: "Select none" }).click();
  await expect(page.getByText(/selected$/)).toHaveCount(0);
  await devices.pick("door-0001").check();
  await devices.pick("door-0003").check();
  await page.getByRole("link", { name: "New job for 2 devices" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("What should happen?");
  await expect(page.getByText("deviceId IN ['door-0001', 'door-0003']").first()).toBeVisible();
});

test("how many devices were connected over the last day is a line", async ({ page, stack }) => {
  // A day does not pass in a test; the counts themselves are tested beside the proxy.
  await page.route("**/api/device-history", (route) => {
    const asOf = Date.now();
    const sample = (turn: number) => ({ total: 40, connected: turn > 140 && turn < 160 ? 22 : 36, asOf: asOf - (288 - turn) * 300_000 });
    return route.fulfill({ json: { samples: Array.from({ length: 288 }, (_, turn) => sample(turn)), everySeconds: 300, asOf } });
  });
  await signIn(page, stack, "/devices");
  await expect(page.getByRole("img", { name: "Connected devices of the whole fleet, last 24 hours: between 22 and 36" })).toBeVisible();
  await picture(page, "devices, connected over a day");
  await accessible(page);
});

/** Types a condition while the part with completion is held back; what is given lets it come. */
async function typedTooSoon(page: Page, stack: Stack): Promise<() => void> {
  let come = () => {};
  const held = new Promise<void>((resolve) => (come = resolve));
  await page.route(/forms[^/]*\.wasm/, async (route) => {
    await held;
    await route.continue();
  });
  const devices = new DevicesPage(page);
  await devices.open(stack, "");
  await devices.condition.focus();
  await page.keyboard.type("tags.flo");
  return come;
}
