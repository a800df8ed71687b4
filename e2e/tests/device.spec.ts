// One device: its twin written with care, its methods called by hand, and the jobs that touched it.
import { type Page } from "@playwright/test";
import { DevicePage, DevicesPage } from "../pages/devices.ts";
import { JobPage } from "../pages/job.ts";
import { accessible, picture } from "../stack/look.ts";
import { expect, method, mixedFleetTest as test, type Stack } from "../stack/test.ts";

async function deviceThatIs(stack: Stack, state: "Connected" | "Disconnected"): Promise<string> {
  const condition = encodeURIComponent(`connectionState = '${state}'`);
  const { devices } = await (await stack.api(`/devices?condition=${condition}`)).json();
  return devices[0].id;
}

/** A change of a twin that somebody else has changed meanwhile, as it is refused. */
async function savedTooLate(page: Page, stack: Stack, id: string): Promise<DevicePage> {
  const device = new DevicePage(page);
  await device.open(stack, id);
  await device.edit();
  await device.tags.fill('{ "floor": 7 }');
  const theirs = JSON.stringify({ tags: { floor: 9, ward: "C" } });
  expect((await stack.api(`/devices/${id}/twin`, { method: "PATCH", body: theirs })).status).toBe(200);
  await device.review.getByRole("button", { name: /^Save/ }).click();
  return device;
}

test("a twin is changed after its differences were seen, and a null deletes", async ({ console: page, stack }) => {
  const device = new DevicePage(page);
  await device.open(stack, "door-0001");
  await device.edit();
  const review = device.review;
  await expect(review).toContainText("what would be written appears here");
  await device.tags.fill('{ "site": "west", "building": null, "floor": 2 }');
  await device.desired.fill('{ "lockTime": "10m" }');
  await expect(review.getByRole("row", { name: /^tags.site/ })).toContainText(/"west"/);
  await expect(review.getByRole("row", { name: /^tags.building/ })).toContainText("deleted (null)");
  await expect(review.getByRole("row", { name: /^desired.lockTime/ })).toContainText("not set");
  await expect(review).toContainText("Within the hub's limits");
  await expect(review).toContainText("If-Match");
  await review.getByText("The exact patch").click();
  await picture(page, "device, review changes");
  await accessible(page);
  await review.getByRole("button", { name: /^Save \d changes$/ }).click();
  await expect(device.twin).toContainText("Saved at");
  await expect(device.property("tags", "site", "west")).toBeVisible();
  await expect(device.section("tags")).not.toContainText("building");
  await expect(device.property("desired", "lockTime", "10m")).toBeVisible();
});

test("the hub's limits are told while typing", async ({ console: page, stack }) => {
  const device = new DevicePage(page);
  await device.open(stack, "door-0002");
  await device.edit();
  await device.tags.fill('{ "my floor": 2 }');
  await expect(device.twin).toContainText("my floor");
  await expect(device.twin.getByText(/may not|cannot|not allowed|character/i).first()).toBeVisible();
  await device.tags.fill('{ "floor": ');
  await expect(device.twin).toContainText("The JSON ends too early");
  await expect(device.review.getByRole("button", { name: "Save" })).toHaveAttribute("aria-disabled", "true");
  // What the other text changes is there all the same.
  await device.desired.fill('{ "lockTime": "10m" }');
  await expect(device.review.getByRole("row", { name: /^desired.lockTime/ })).toContainText("not set");
  await expect(device.review).toContainText("Mend the text that is wrong first");
  await expect(device.review.getByRole("button", { name: "Save" })).toHaveAttribute("aria-disabled", "true");
  await device.review.getByRole("button", { name: "Discard" }).click();
  await expect(device.section("tags")).toBeVisible();
});

test("what somebody else changed meanwhile is compared, and then kept or overwritten", async ({ console: page, stack, browser }) => {
  const device = await savedTooLate(page, stack, "door-0003");
  await expect(device.review.getByRole("alert")).toContainText("The twin was changed meanwhile");
  const row = device.review.getByRole("row", { name: /^tags.floor/ });
  await expect(row).toContainText(/9.*7/);
  await expect(device.review.getByRole("row", { name: /^tags.ward/ })).toContainText("not changed");
  await picture(page, "device, changed meanwhile");
  await accessible(page);
  await test.step("what is not valid is neither kept on top nor written over", async () => {
    await device.tags.fill('{ "floor": 7');
    const overwrite = device.review.getByRole("button", { name: "Overwrite", exact: true });
    await expect(overwrite).toHaveAttribute("aria-disabled", "true");
    await expect(overwrite).toHaveAccessibleDescription("What you wrote is not valid yet: mend it first.");
    await device.tags.fill('{ "floor": 7 }');
    await expect(overwrite).toHaveAttribute("aria-disabled", "false");
  });

  await device.review.getByRole("button", { name: "Refresh and keep my changes" }).click();
  await expect(device.review.getByRole("row", { name: /^tags.floor/ })).toContainText(/9.*7/);
  await device.review.getByRole("button", { name: /^Save/ }).click();
  await expect(device.property("tags", "floor", 7)).toBeVisible();
  await expect(device.property("tags", "ward", "C")).toBeVisible();
});

test("what somebody else changed meanwhile is overwritten when the person wants that", async ({ console: page, stack }) => {
  const device = await savedTooLate(page, stack, "door-0002");
  await device.review.getByRole("button", { name: "Overwrite", exact: true }).click();
  await expect(device.property("tags", "floor", 7)).toBeVisible();
  await expect(device.property("tags", "ward", "C")).toBeVisible();
});

test("what is being written is there again after Back, a reload or another page, until it is discarded", async ({ console: page, stack }) => {
  const device = new DevicePage(page);
  await device.open(stack, "door-0005");
  await device.edit();
  await device.tags.fill('{ "floor": 77 }');
  await page.getByRole("banner").getByRole("link", { name: "Jobs" }).click();
  await page.goBack();
  await expect(device.tags).toHaveValue('{ "floor": 77 }');
  await expect(device.review.getByRole("row", { name: /^tags.floor/ })).toContainText("77");
  await page.reload();
  await expect(device.tags).toHaveValue('{ "floor": 77 }');
  await device.review.getByRole("button", { name: "Discard", exact: true }).click();
  await page.reload();
  await expect(device.section("tags")).toBeVisible();
  await expect(device.tags).toBeHidden();
});

test("a method's answer stays, and is repeated", async ({ console: page, stack }) => {
  const device = new DevicePage(page);
  await device.open(stack, await deviceThatIs(stack, "Connected"));
  await expect(device.calls).toContainText("No method of this device was called");
  await device.call("lockDoor", '{ "lockTime": "10m" }');
  await expect(device.answers).toHaveCount(1);
  await expect(device.calls).toContainText("lockDoor called successfully");
  await device.calls.getByRole("button", { name: "Repeat last" }).click();
  await expect(device.answers).toHaveCount(2);
  await picture(page, "device, method calls");
  await accessible(page);
  await page.reload();
  await expect(device.answers).toHaveCount(2);
  await device.calls.getByRole("button", { name: "Forget these calls" }).click();
  await expect(device.answers).toHaveCount(0);
});

test("what is under way is told, is not called twice, and answers also whoever comes back", async ({ console: page, stack }) => {
  let calls = 0;
  let answer = () => {};
  const answered = new Promise<void>((resolve) => (answer = resolve));
  await page.route("**/methods", async (route) => {
    calls += 1;
    await answered;
    await route.continue();
  });
  const device = new DevicePage(page);
  await device.open(stack, await deviceThatIs(stack, "Connected"));
  await device.call("lockDoor", "");
  await device.calls.getByRole("button", { name: "Repeat last" }).click();
  await expect(page.getByText(/Waiting, \d/)).toBeVisible();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Jobs" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Jobs" })).toBeVisible();
  await page.goBack();
  await expect(page.getByText(/Waiting, \d/)).toBeVisible();
  answer();
  await expect(page.getByRole("row", { name: /lockDoor.*200/ })).toBeVisible();
  expect(calls).toBe(1);
});

test("a device that is offline says so with the hub's code", async ({ console: page, stack }) => {
  const device = new DevicePage(page);
  await device.open(stack, await deviceThatIs(stack, "Disconnected"));
  await device.call("lockDoor", "");
  await expect(device.calls).toContainText("404103");
  await expect(device.calls).toContainText("is not connected, so it was not asked");
});

test("the jobs that touched a device lead to their pages", async ({ console: page, stack }) => {
  const id = await stack.order({ action: method("lockDoor", null), condition: "deviceId = 'door-0004'" });
  const device = new DevicePage(page);
  await page.goto(`${stack.url}/jobs/${id}`);
  await expect(new JobPage(page).status).toHaveText(/Completed/);
  await device.open(stack, "door-0004");
  await expect(device.touched).toContainText("lockDoor");
  await device.touched.getByRole("link").first().click();
  await expect(page).toHaveURL(new RegExp(`/jobs/${id}`));
});

test("on an empty hub a device is registered where the credential may, and told why where it may not", async ({ page, emptyStack }) => {
  await page.goto(`${emptyStack.url}/devices#token=${emptyStack.token}`);
  const devices = new DevicesPage(page);
  await emptyStack.hub.fault("devices.put", { answer: { status: 401, code: "IotHubUnauthorizedAccess" } });
  await devices.register("pump-1");
  await expect(page.getByRole("alert")).toContainText("RegistryWrite");
  await picture(page, "devices, empty hub");
  await accessible(page);
  await devices.register("pump-1");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("pump-1");
  // Others want this hub empty.
  await emptyStack.hub.rest("POST", "/devices", [{ id: "pump-1", importMode: "delete" }]);
});
