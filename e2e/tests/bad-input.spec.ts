// What an operator can type wrong: a clear message in the page, and no job.
import { JobPage } from "../pages/job.ts";
import { NewJobPage } from "../pages/new-job.ts";
import { Shell } from "../pages/shell.ts";
import { expect, method, test } from "../stack/test.ts";

test("a malformed payload is told with its place, and cannot be ordered", async ({ console: page, stack }) => {
  const order = new NewJobPage(page);
  await order.open();
  await order.write({ method: "lockDoor", payload: `{"lockTime": 10m}`, condition: "*" });
  const { id } = order;

  await expect(order.submit).toHaveAttribute("aria-disabled", "true");
  await expect(order.submit).toHaveAccessibleDescription(/Something is missing or wrong in: /);
  await test.step("the button leads to the field", async () => {
    await order.pressAnyway();
    await expect(order.step("Action")).toHaveAttribute("aria-current", "step");
    await expect(order.payload).toHaveAttribute("aria-invalid", "true");
    await expect(order.payload).toHaveAccessibleDescription("Column 16: this is not JSON.");
  });
  expect(await stack.hub.job(id)).toBeUndefined();

  await order.payload.fill(`{"lockTime": `);
  await expect(order.payload).toHaveAccessibleDescription("The JSON ends too early: a bracket or a quote is open.");
  await order.payload.fill(`{"lockTime": "10m"}`);
  await expect(order.payload).toHaveAccessibleDescription("Valid JSON.");
});

test("a twin that breaks a limit of the hub is told before it is ordered", async ({ console: page }) => {
  const order = new NewJobPage(page);
  await order.open();
  await order.write({ desired: `{"floor.number": 3}`, condition: "*" });
  await order.goTo("Action");
  const desired = page.getByRole("textbox", { name: "Desired properties (JSON)", exact: true });
  await expect(desired).toHaveAccessibleDescription(/The key floor\.number has the character '\.'/);
  await desired.fill("43");
  await expect(desired).toHaveAccessibleDescription(/A JSON object is needed/);
});

test("a bad condition is told with its column, and mended by the fix", async ({ console: page, stack }) => {
  const order = new NewJobPage(page);
  await order.open();
  await order.write({ method: "lockDoor", condition: "tags.building = 43 AND tags.floor IN (2, 3)" });
  const { id } = order;
  await order.pressAnyway();

  await expect(order.step("Fleet")).toHaveAttribute("aria-current", "step");
  await expect(order.condition).toHaveAttribute("aria-invalid", "true");
  await expect(order.condition).toHaveAccessibleDescription(/^Column 38: a list takes square brackets, as in IN \[2, 3\]\./);
  expect(await stack.hub.job(id)).toBeUndefined();

  await page.getByRole("button", { name: /^Change to / }).click();
  await expect(order.condition).toHaveValue("tags.building = 43 AND tags.floor IN [2, 3]");
  await expect(order.condition).not.toHaveAttribute("aria-invalid", "true");
  await expect(order.condition).toHaveAccessibleDescription(/^Valid\./);
});

test("a condition that only the hub can refuse never becomes a job", async ({ stack }) => {
  const order = { action: method("lockDoor"), condition: "devices.jobs.status = 'x'", maxExecutionSeconds: 60 };
  const id = crypto.randomUUID();
  const answer = await stack.api(`/jobs/${id}`, { method: "PUT", body: JSON.stringify(order) });
  expect(answer.status).toBe(422);
  expect(await answer.json()).toMatchObject({ code: "invalidCondition", params: { column: expect.any(Number) } });
  expect(await stack.hub.job(id)).toBeUndefined();
});

test("a past start is refused in the form and by the proxy", async ({ console: page, stack }) => {
  const past = new Date(Date.now() - 60_000);
  const order = new NewJobPage(page);
  await order.open();
  await order.write({ method: "lockDoor", condition: "*", startAt: past });
  await order.pressAnyway();
  await expect(order.step("When")).toHaveAttribute("aria-current", "step");
  await expect(order.start).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByText("That is in the past. Choose a later time or start now.")).toBeVisible();
  expect(await stack.hub.job(order.id)).toBeUndefined();

  const body = { action: method("lockDoor"), condition: "*", startAt: past.getTime(), maxExecutionSeconds: 60 };
  const id = crypto.randomUUID();
  const answer = await stack.api(`/jobs/${id}`, { method: "PUT", body: JSON.stringify(body) });
  expect(answer.status).toBe(422);
  expect(await answer.json()).toMatchObject({ code: "startInPast" });
  expect(await stack.hub.job(id)).toBeUndefined();
});

test("a start that passes while the form is open is told in the page", async ({ console: page, stack }) => {
  const order = new NewJobPage(page);
  await order.open();
  await order.write({ method: "lockDoor", condition: "*", startAt: new Date(Date.now() + 3_000) });
  await expect(order.submit).toHaveAttribute("aria-disabled", "true");
  await expect(order.submit).toHaveAccessibleDescription(/Something is missing or wrong in: /);
  expect(await stack.hub.job(order.id)).toBeUndefined();
});

test("an unknown device is Device not found", async ({ console: page, stack }) => {
  const order = new NewJobPage(page);
  await order.open();
  await order.write({ method: "lockDoor", device: "nobody" });
  const { id } = order;
  await expect(order.submit).toHaveAttribute("aria-disabled", "false");
  await order.submit.click();
  await expect(page.getByRole("alert")).toContainText("Device not found (404001 DeviceNotFound): the hub has no device nobody");
  expect(await stack.hub.job(id)).toBeUndefined();

  const body = { action: method("lockDoor"), condition: "deviceId = 'nobody'", maxExecutionSeconds: 60 };
  const answer = await stack.api(`/jobs/${id}`, { method: "PUT", body: JSON.stringify(body) });
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ code: "deviceNotFound", params: { device: "nobody" } });
  expect(await stack.hub.job(id)).toBeUndefined();
});

test("the page of an unknown device says so", async ({ console: page, stack }) => {
  await page.goto(`${stack.url}/devices/nobody`);
  await expect(page.getByRole("alert")).toContainText("Device not found (404001 DeviceNotFound): the hub has no device nobody");
});

test("an empty fleet is told, and nothing is ordered", async ({ console: page, stack }) => {
  const order = new NewJobPage(page);
  await order.open();
  await order.write({ method: "lockDoor", condition: "tags.site = 'nowhere'" });
  const { id } = order;
  const reach = page.getByRole("region", { name: "Who it will reach" });
  await expect(reach).toContainText("No device satisfies the condition now.");
  await expect(order.submit).toHaveAttribute("aria-disabled", "false");
  await order.submit.click();
  await expect(page.getByRole("alert")).toContainText("No device satisfies the condition, so nothing was ordered.");
  expect(await stack.hub.job(id)).toBeUndefined();
});

test("an id that a job has already is refused, and that job is left alone", async ({ console: page, stack }) => {
  const id = await stack.order({ action: method("lockDoor"), startAt: new Date(Date.now() + 3_600_000) });
  const order = new NewJobPage(page);
  // The draft of an order that was given, as if its answer had been lost.
  await page.evaluate((id) => sessionStorage.setItem(`lockstep.draft.${id}`, "{}"), id);
  await page.goto(`${stack.url}/jobs/new?draft=${id}`);
  await order.write({ method: "unlockDoor", condition: "*" });
  await expect(order.submit).toHaveAttribute("aria-disabled", "false");
  await order.submit.click();
  await expect(page.getByRole("alert")).toContainText("This order was given before and its answer was lost");

  expect((await stack.hub.jobs()).filter((job) => job.jobId === id)).toHaveLength(1);
  await page.goto(`${stack.url}/jobs/${id}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Call lockDoor");
  await new JobPage(page).cancel.click();
  await new JobPage(page).cancelDialog.getByRole("button", { name: "Cancel the job" }).click();
  await expect(new JobPage(page).status).toHaveText("Cancelled");
});

test("the same order twice is one job", async ({ stack }) => {
  const id = crypto.randomUUID();
  const body = JSON.stringify({ action: method("lockDoor"), condition: "*", maxExecutionSeconds: 60 });
  for (const _ of ["first", "again"]) {
    expect((await stack.api(`/jobs/${id}`, { method: "PUT", body })).status).toBeLessThan(300);
  }
  expect((await stack.hub.jobs()).filter((job) => job.jobId === id)).toHaveLength(1);
});

test("an address that no job can have says so like any other", async ({ console: page, stack }) => {
  for (const address of ["a%20b", "a)", "x."]) {
    await page.goto(`${stack.url}/jobs/${address}`);
    await expect(page.getByText("The hub does not know this job")).toBeVisible();
    await new Shell(page).isLive();
  }
});

test("an unknown job says so", async ({ console: page, stack }) => {
  await page.goto(`${stack.url}/jobs/no-such-job`);
  await expect(page.getByText("The hub does not know this job")).toBeVisible();
});
