// The dashboard among official SDKs: it shows their jobs, and its jobs reach their devices.
import { join } from "node:path";
import { JobPage } from "../pages/job.ts";
import { JobsPage } from "../pages/jobs.ts";
import { NewJobPage } from "../pages/new-job.ts";
import { Program, root } from "../stack/program.ts";
import { expect, test } from "../stack/test.ts";

const python = join(root, "target/tools/python/bin/python");
const scripts = join(root, "e2e/stack/sdk");

test("a job that the Python SDK scheduled appears in the list and is followed live", async ({ console: page, stack }) => {
  const { hub } = stack;
  const id = crypto.randomUUID();
  // The list is read before the job is there.
  await expect(page.getByText("0 of 10 in use")).toBeVisible();
  const environment = { HUB_SERVICE: hub.connectionString, REQUESTS_CA_BUNDLE: hub.ca };
  const sdk = Program.start(python, [join(scripts, "schedule.py"), id, "deviceId = 'door-0001'", "6"], environment);
  expect(await sdk.ended, sdk.output.join("\n")).toBe(0);

  const jobs = new JobsPage(page);
  await jobs.newer.click();
  await expect(jobs.row(id)).toContainText("Scheduled");
  await expect(jobs.row(id)).toContainText("lockDoor on deviceId = 'door-0001'");
  await jobs.open(id);

  const job = new JobPage(page);
  await expect(job.status).toHaveText("Scheduled");
  await expect(job.facts).toContainText(`"lockTime": "10m"`);
  await job.completed();
  await expect(job.row("door-0001")).toContainText("Succeeded");
  await expect(await job.openAnswer("door-0001")).toContainText("lockDoor called successfully");
});

test("a job of the dashboard reaches a device of the Node SDK", async ({ console: page, stack }) => {
  const { hub } = stack;
  const environment = { DEVICE: await hub.register("node-door"), HUB_CA: hub.ca };
  const door = await stack.device(process.execPath, [join(scripts, "door.mjs")], environment);
  const order = new NewJobPage(page);
  await order.open();
  await order.write({ method: "lockDoor", payload: `{"lockTime":"10m"}`, device: "node-door" });
  await order.order();

  const job = new JobPage(page);
  await job.completed();
  await door.line(/^lockDoor \{"lockTime":"10m"\}$/);
  await expect(await job.openAnswer("node-door")).toContainText("lockDoor called successfully");

  await order.open();
  await order.write({ desired: `{"building":43,"floor":3}`, device: "node-door" });
  await order.order();
  await job.completed();
  await door.line(/^desired .*"building":43,"floor":3/);
});
