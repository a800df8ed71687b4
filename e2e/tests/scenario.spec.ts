// The scenario: a door is locked by one job and told its place by another, both active together on a hub with ten slots.
import { DevicePage, DevicesPage } from "../pages/devices.ts";
import { JobPage } from "../pages/job.ts";
import { JobsPage } from "../pages/jobs.ts";
import { NewJobPage } from "../pages/new-job.ts";
import { Shell } from "../pages/shell.ts";
import { expect, test } from "../stack/test.ts";

const soon = (seconds: number) => new Date(Date.now() + seconds * 1000);

test("a method job and a twin job are active together and both reach the device", async ({ console: page, stack }) => {
  // Both orders are written while both starts are ahead, also on a machine that is busy with other things.
  test.setTimeout(150_000);
  const door = await stack.door("tutorial-door");
  const order = new NewJobPage(page);
  const job = new JobPage(page);
  const shell = new Shell(page);

  const lockId = await test.step("lockDoor is scheduled", async () => {
    await order.open();
    await order.write({
      method: "lockDoor",
      payload: `{"lockTime":"10m"}`,
      responseTimeout: 60,
      device: "tutorial-door",
      startAt: soon(40),
    });
    await expect(order.sentence).toContainText(`Call lockDoor with {"lockTime":"10m"} on 1 device`);
    return order.order();
  });
  await expect(shell.heading).toHaveText("Call lockDoor");
  await expect(job.status).toHaveText("Scheduled");
  await expect(job.progress).toContainText("No device has begun");

  const other = await page.context().newPage();
  const placeOrder = new NewJobPage(other);
  const placeJob = new JobPage(other);
  const placeId = await test.step("the twin job is scheduled beside it", async () => {
    await other.goto(`${stack.url}/`);
    await placeOrder.open();
    await placeOrder.write({ desired: `{"building":43,"floor":3}`, device: "tutorial-door", startAt: soon(34) });
    await expect(placeOrder.sentence).toContainText(`Write {"building":43,"floor":3} to the desired properties`);
    return placeOrder.order();
  });
  await expect(placeJob.status).toHaveText("Scheduled");
  await expect(job.status).toHaveText("Scheduled");
  const active = (await stack.hub.jobs()).filter((job) => [lockId, placeId].includes(job.jobId));
  expect(active.map((job) => job.status)).toEqual(["scheduled", "scheduled"]);

  await test.step("both pages follow their job to its end", async () => {
    await placeJob.completed(60_000);
    await expect(placeJob.row("tutorial-door")).toContainText("Succeeded");
    const written = await placeJob.openAnswer("tutorial-door");
    await expect(written).toContainText("The twin was written.");

    await job.completed(60_000);
    await expect(job.bar).toHaveAccessibleName("1 succeeded of 1");
    await expect(job.progress).toContainText("1 of 1 device succeeded");
    await expect(job.row("tutorial-door")).toContainText("Succeeded");
    await expect(job.row("tutorial-door").getByRole("cell", { name: "200", exact: true })).toBeVisible();
    const answer = await job.openAnswer("tutorial-door");
    await expect(answer).toContainText(`"Response": "lockDoor called successfully"`);
    await expect(answer).toContainText(`"status": 200`);
    await expect(page).toHaveURL(/open=tutorial-door/);
  });

  await test.step("the device did both", async () => {
    await door.line(/^Locking Door!$/);
    await door.line(/^Desired properties changed: .*"building":43.*"floor":3/);
    await door.line(/^Applied desired properties/);
  });

  await test.step("the device's page shows what was wanted and what was reported", async () => {
    await page.getByRole("link", { name: "Open device" }).click();
    await expect(shell.heading).toHaveText("tutorial-door");
    const device = new DevicePage(page);
    await expect(device.property("desired", "building", 43)).toBeVisible();
    await expect(device.property("desired", "floor", 3)).toBeVisible();
    await expect(device.property("reported", "lockState", "locked")).toBeVisible();
    await expect(device.property("reported", "building", 43)).toBeVisible();
    await expect(device.property("reported", "floor", 3)).toBeVisible();
  });

  await test.step("both are in the lists", async () => {
    await shell.goTo("Devices");
    const devices = new DevicesPage(page);
    await expect(devices.row("tutorial-door")).toContainText("Connected");
    await page.goto(`${stack.url}/jobs`);
    const jobs = new JobsPage(page);
    await expect(jobs.row(lockId)).toContainText("lockDoor");
    await expect(jobs.row(lockId)).toContainText("Completed");
    await expect(jobs.row(placeId)).toContainText("desired");
    await expect(jobs.row(placeId)).toContainText("Completed");
    await jobs.open(placeId);
    await expect(shell.heading).toHaveText("Write desired properties");
  });
});

test("a job that starts now reaches every device of a condition", async ({ console: page }) => {
  const order = new NewJobPage(page);
  await order.open();
  await order.write({ method: "lockDoor", condition: "STARTSWITH(deviceId, 'door-')" });
  await expect(page.getByRole("heading", { name: "This is for 4 devices" })).toBeVisible();
  await order.order();

  const job = new JobPage(page);
  await job.completed();
  await expect(job.rows).toHaveCount(4);
  await expect(job.bar).toHaveAccessibleName("4 succeeded of 4");
});

test("a method that no device knows is a failure with the device's words", async ({ console: page }) => {
  const order = new NewJobPage(page);
  await order.open();
  await order.write({ method: "dance", condition: "deviceId = 'door-0001'" });
  await order.order();

  const job = new JobPage(page);
  await expect(job.status).toHaveText("Completed with failures");
  await expect(job.row("door-0001")).toContainText("Failed");
  await expect(job.row("door-0001").getByRole("cell", { name: "404", exact: true })).toBeVisible();
  await expect(job.failures).toContainText("Device answered 404");
  await expect(job.failures).toContainText("this device has no such method");
});

test("tags are written, and null deletes", async ({ console: page, stack }) => {
  const order = new NewJobPage(page);
  const job = new JobPage(page);
  for (const tags of [`{"site":"north","wing":"east"}`, `{"wing":null}`]) {
    await order.open();
    await order.write({ tags, condition: "deviceId = 'door-0002'" });
    await order.order();
    await job.completed();
  }
  expect((await stack.hub.twin("door-0002")).tags).toEqual({ site: "north" });
  const device = new DevicePage(page);
  await device.open(stack, "door-0002");
  await expect(device.property("tags", "site", "north")).toBeVisible();
  await expect(device.section("tags")).not.toContainText("wing");
});

test("a job that was just ordered is in the list of jobs", async ({ console: page }) => {
  const order = new NewJobPage(page);
  await order.open();
  await order.write({ method: "lockDoor", device: "door-0001" });
  const id = await order.order();
  await new Shell(page).goTo("Jobs");
  await expect(new JobsPage(page).row(id)).toBeVisible();
});
