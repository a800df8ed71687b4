// Writing an order: actions to begin with, values by name, what it changes, and the request for a terminal.
import { DevicePage } from "../pages/devices.ts";
import { JobPage } from "../pages/job.ts";
import { NewJobPage } from "../pages/new-job.ts";
import { accessible, picture } from "../stack/look.ts";
import { expect, mixedFleetTest as test } from "../stack/test.ts";

test("an action that comes with Lockstep asks for its values by name", async ({ console: page }) => {
  const order = new NewJobPage(page);
  await order.open();
  await order.template("firmwareUpdate").click();
  await expect(page.getByRole("textbox", { name: "url" })).toHaveValue("");
  await expect(page.getByText("Needed: Text.")).toHaveCount(2);
  await page.getByRole("textbox", { name: "url" }).fill("https://example.com/2");
  await expect(page.getByRole("textbox", { name: "Method" })).toHaveValue("firmwareUpdate");
  await page.getByRole("textbox", { name: "version" }).fill("2.4.1");
  await expect(order.payload).toHaveValue(/"version": "2.4.1"/);
  await page.getByRole("textbox", { name: "version" }).fill("");
  await expect(page.getByText("Needed: Text.")).toBeVisible();
  await order.payload.fill('{ "version": "3.0.0", "url": "https://example.com/3", "force": true }');
  await expect(page.getByText("Needed: Text.")).toBeHidden();
  await expect(page.getByRole("textbox", { name: "version" })).toHaveValue("3.0.0");
  await page.getByRole("combobox", { name: "force" }).selectOption("No");
  await expect(order.payload).toHaveValue(/"force": false/);
  await page.getByRole("button", { name: "Remove force" }).click();
  await expect(order.payload).not.toHaveValue(/force/);
  await picture(page, "new job, values by name");
  await accessible(page);

  await order.template("reboot").click();
  const delay = page.getByRole("textbox", { name: "delaySeconds" });
  await delay.fill("9999");
  await expect(delay).toHaveAttribute("aria-invalid", "true");
  await expect(order.payload).toHaveValue(/"delaySeconds": \d{1,3}\b/);
  await expect(page.getByText("Needed: A whole number from 0 to 3600.")).toBeVisible();
  await expect(page.getByText("A value by name below is missing or does not fit.")).toBeVisible();
  await test.step("it stays when the JSON is formatted or has one more value", async () => {
    await page.getByRole("button", { name: "Format Payload (JSON)" }).click();
    const name = page.getByRole("textbox", { name: "Name of a new value" });
    await name.fill("delaySeconds");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await expect(page.getByText("There is a value of that name: give another name.")).toBeVisible();
    await expect(name).toHaveValue("delaySeconds");
    await name.fill("why");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await expect(order.payload).toHaveValue(/"why": ""/);
    await expect(delay).toHaveValue("9999");
    await expect(delay).toHaveAttribute("aria-invalid", "true");
  });
  await picture(page, "new job, a value that does not fit");
  await accessible(page);
  await order.goTo("Fleet");
  await order.condition.fill("deviceId = 'door-0001'");
  await order.goTo("Review");
  await order.pressAnyway();
  await expect(page).toHaveURL(/\/jobs\/new/);
  await order.goTo("Action");
  await expect(delay).toHaveValue("9999");
  await delay.fill("30");
  await order.goTo("Review");
  await expect(order.submit).toHaveAttribute("aria-disabled", "false");
});

test("a property is deleted by a value of its own, without writing JSON", async ({ console: page }) => {
  const order = new NewJobPage(page);
  await order.open();
  await page.getByText("Write twins", { exact: true }).click();
  await page.getByText("Values", { exact: true }).last().click();
  const tags = page.getByRole("textbox", { name: "Tags (JSON)", exact: true });
  const add = async (name: string, kind: string): Promise<void> => {
    await page.getByRole("textbox", { name: "Name of a new value" }).fill(name);
    await page.getByRole("combobox", { name: "Kind of the new value" }).selectOption(kind);
    await page.getByRole("button", { name: "Add", exact: true }).click();
  };
  await add("wing", "Deletion (null)");
  await expect(tags).toHaveValue(/"wing": null/);
  await expect(page.getByText("null deletes this property")).toBeVisible();
  await add("height", "Number");
  const height = page.getByRole("textbox", { name: "height" });
  await height.fill("1.50");
  await expect(height).toHaveValue("1.50");
  await expect(tags).toHaveValue(/"height": 1\.5\b/);
  await add("rooms", "List or object (JSON)");
  const rooms = page.getByRole("textbox", { name: "rooms" });
  await rooms.fill("{1");
  await rooms.blur();
  await expect(rooms).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByText("A value by name below is missing or does not fit.")).toBeVisible();
  await rooms.fill('{"east": 2}');
  await rooms.blur();
  await expect(page.getByRole("textbox", { name: "rooms.east" })).toHaveValue("2");
  await expect(tags).toHaveValue(/"rooms": \{\s+"east": 2\s+\}/);
});

test("a fleet is built from rows, pasted as ids, or taken from the saved queries", async ({ console: page }) => {
  const order = new NewJobPage(page);
  await order.open();
  await page.getByRole("textbox", { name: "Method" }).fill("lockDoor");
  await order.goTo("Fleet");
  await page.getByRole("button", { name: "Builder" }).click();
  const builder = page.getByRole("group", { name: "Builder" });
  await builder.getByRole("button", { name: "Add a condition" }).click();
  await builder.getByRole("combobox", { name: "Property" }).fill("tags.site");
  await builder.getByRole("combobox", { name: "Value" }).fill("north");
  await expect(order.condition).toHaveValue("tags.site = 'north'");
  await picture(page, "new job, fleet from rows");
  await accessible(page);

  await page.getByRole("button", { name: "List of ids" }).click();
  await expect(builder).toBeHidden();
  await page.getByRole("textbox", { name: "Device ids" }).fill("door-0001\ndoor-0002, door-0001\n");
  await page.getByRole("button", { name: "Use these 2 devices" }).click();
  await expect(order.condition).toHaveValue("deviceId IN ['door-0001', 'door-0002']");
  await expect(order.reach).toContainText("2 devices");
  await picture(page, "new job, fleet from ids");
  await accessible(page);

  await page.getByRole("button", { name: "Saved queries" }).click();
  const menu = page.getByRole("group", { name: "Saved queries" });
  await menu.getByRole("textbox", { name: "Save this query as" }).fill("Two doors");
  await menu.getByRole("button", { name: "Save" }).click();
  await page.keyboard.press("Escape");
  await order.condition.fill("*");
  await page.getByRole("button", { name: "Saved queries" }).click();
  await menu.getByRole("button", { name: /^Two doors/ }).click();
  await expect(order.condition).toHaveValue("deviceId IN ['door-0001', 'door-0002']");
  await page.getByRole("button", { name: "Saved queries" }).click();
  await menu.getByRole("button", { name: "Discard Two doors" }).click();
});

test("an order is handed on by a link, and its address in another tab is another order", async ({ console: page, stack, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const order = new NewJobPage(page);
  await order.open();
  await order.write({ method: "lockDoor", condition: "tags.site = 'north'" });
  await page.getByRole("region", { name: "Name and note" }).getByRole("button", { name: "Copy link" }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toMatch(/\/jobs\/new#order=/);

  const other = await context.newPage();
  const theirs = new NewJobPage(other);
  await other.goto(link);
  await expect(other.getByRole("textbox", { name: "Method" })).toHaveValue("lockDoor");
  await expect(theirs.sentence).toContainText("tags.site = 'north'");
  expect(theirs.id).not.toBe(order.id);
  await other.goto(`${stack.url}/jobs/new?draft=${order.id}`);
  await expect(other.getByRole("textbox", { name: "Method" })).toHaveValue("");
  expect(theirs.id).not.toBe(order.id);
  await other.close();
});

test("an action is saved for everybody, begun with again and discarded", async ({ console: page }) => {
  const order = new NewJobPage(page);
  await order.open();
  await order.write({ method: "openShutter", payload: '{ "percent": 40 }' });
  await order.goTo("Action");
  await page.getByText("Save this action as").click();
  await page.getByRole("textbox", { name: "Save this action as" }).fill("Shutters to 40%");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(order.template("Shutters to 40%")).toBeVisible();

  await order.open();
  await order.template("Shutters to 40%").click();
  await expect(page.getByRole("textbox", { name: "percent" })).toHaveValue("40");
  await page.getByRole("button", { name: "Discard the action Shutters to 40%" }).click();
  await expect(order.template("Shutters to 40%")).toBeHidden();
});

test("the exact request is there for the hub, for az and for curl, and the name stays with the job", async ({ console: page }) => {
  const order = new NewJobPage(page);
  await order.open();
  await order.write({ method: "lockDoor", payload: '{"lockTime":"10m"}', condition: "deviceId IN ['door-0001']" });
  const request = page.getByRole("region", { name: "Exact request" });
  await expect(request).toContainText(/PUT \/jobs\/v2\/[0-9a-f-]{36}\?api-version=2021-04-12/);
  await expect(request).toContainText('"type": "scheduleDeviceMethod"');
  await request.getByRole("button", { name: "az" }).click();
  await expect(request).toContainText("az iot hub job create");
  await expect(request).toContainText(`--method-payload '{"lockTime":"10m"}'`);
  await picture(page, "new job, az");
  await accessible(page);
  await request.getByRole("button", { name: "curl" }).click();
  await expect(request).toContainText("curl -X PUT 'https://localhost");
  await page.getByRole("textbox", { name: "Name" }).fill("Night lock");
  await page.getByRole("textbox", { name: "Note" }).fill("Ticket 2213");
  await order.submit.click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Night lock");
  await expect(page.getByText("Ticket 2213")).toBeVisible();
  await expect(new JobPage(page).status).toHaveText(/Completed/);
});

test("a twin job shows what it does to a device of the fleet before it is given", async ({ console: page, stack }) => {
  const body = JSON.stringify({ tags: { ward: "C" } });
  await stack.api("/devices/door-0005/twin", { method: "PATCH", body });
  const order = new NewJobPage(page);
  await order.open();
  await order.write({ tags: '{ "ward": null, "wing": "north" }', condition: "deviceId = 'door-0005'" });
  const example = page.getByRole("region", { name: "Before and after" });
  await expect(example.getByRole("row", { name: /^tags.ward/ })).toContainText("deleted (null)");
  await expect(example.getByRole("row", { name: /^tags.wing/ })).toContainText("not set");
  await picture(page, "new job, before and after");
  await accessible(page);
  await order.submit.click();
  await expect(new JobPage(page).status).toHaveText(/Completed/);
  const device = new DevicePage(page);
  await device.open(stack, "door-0005");
  await expect(device.property("tags", "wing", "north")).toBeVisible();
});

test("a twin job is compared with any device of the fleet, and says how many it would change", async ({ console: page, stack }) => {
  const body = JSON.stringify({ tags: { wing: "east" } });
  await stack.api("/devices/door-0006/twin", { method: "PATCH", body });
  const order = new NewJobPage(page);
  await order.open();
  await order.write({ tags: '{ "wing": "east" }', condition: "deviceId IN ['door-0006', 'door-0007']" });
  const example = page.getByRole("region", { name: "Before and after" });
  await expect(example).toContainText("1 of 2 twins would change.");
  const device = example.getByRole("combobox", { name: "Device" });
  await expect(device).toHaveValue("door-0007");
  await expect(example.getByRole("row", { name: /^tags.wing/ })).toContainText("not set");
  await device.selectOption({ label: "door-0006 · Connected · stays as it is" });
  await expect(example).toContainText("Nothing changes: this twin has these values already.");
  const other = example.getByRole("textbox", { name: "Another device id" });
  await other.fill("door-0008");
  await other.press("Enter");
  await expect(device).toHaveValue("door-0008");
  await expect(example.getByRole("row", { name: /^tags.wing/ })).toContainText("not set");
  await other.fill("nobody");
  await other.press("Enter");
  await expect(example).toContainText("nobody");
  await expect(example.getByRole("alert")).toBeVisible();
});

test("a fleet is counted before the action is known", async ({ console: page }) => {
  const order = new NewJobPage(page);
  await order.open();
  await order.goTo("Fleet");
  await order.condition.fill("STARTSWITH(deviceId, 'door-')");
  await expect(order.reach).toContainText("40 devices");
});

test("a fleet that Lockstep refuses may be sent to the hub, which then says what it thinks", async ({ console: page }) => {
  const order = new NewJobPage(page);
  await order.open();
  await order.write({ method: "lockDoor", condition: "ARRAY_CONTAINS(tags.floors, 2)" });
  await order.goTo("Fleet");
  await page.getByRole("button", { name: "Send it anyway: the hub decides" }).click();
  await expect(page.getByRole("complementary", { name: "Who this would reach" })).toContainText("The hub refused (400");
});

test("a whole order is written on one page", async ({ console: page, stack }) => {
  await page.goto(`${stack.url}/jobs/new?whole=1`);
  const order = new NewJobPage(page);
  await expect(page.getByRole("button", { name: "All on one page" })).toHaveAttribute("aria-pressed", "true");
  await page.getByRole("textbox", { name: "Method" }).fill("lockDoor");
  await order.condition.fill("deviceId IN ['door-0006']");
  await expect(order.submit).toHaveAttribute("aria-disabled", "false");
  await picture(page, "new job, on one page");
  await accessible(page);
  await page.setViewportSize({ width: 320, height: 800 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await order.submit.click();
  await expect(new JobPage(page).status).toHaveText(/Completed/);
});
