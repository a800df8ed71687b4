// Faults of the hub, and of the way to it: told in the page, and no job is lost or doubled.
import { JobPage } from "../pages/job.ts";
import { JobsPage } from "../pages/jobs.ts";
import { Shell } from "../pages/shell.ts";
import { accessible, picture } from "../stack/look.ts";
import { exactlyOne, scheduled, written } from "../stack/orders.ts";
import { expect, method, test } from "../stack/test.ts";

test.use({ wanted: { devices: 3 } });

const LOST = { loseAnswer: {} };

test.describe("the hub", () => {
  test("is down and comes back: what was known stays, and is told to be old", async ({ console: page, stack }) => {
    const id = await scheduled(stack);
    const shell = new Shell(page);
    const jobs = new JobsPage(page);
    await page.reload();
    await expect(jobs.row(id)).toBeVisible();

    await stack.hub.kill();
    await expect(shell.freshness).toHaveText("Stale");
    await expect(shell.notice("Stale")).toContainText("The hub cannot be reached.");
    await expect(shell.notice("Stale")).toContainText(/the next try is in \d+ s/);
    await expect(jobs.row(id)).toContainText("Scheduled");
    await expect(page.getByText(/^as of \d\d:\d\d:\d\d$/).first()).toBeVisible();
    await picture(page, "jobs stale");
    await accessible(page);

    await test.step("an order is refused with what to do", async () => {
      const device = await page.context().newPage();
      await device.goto(`${stack.url}/devices/door-0001`);
      await expect(device.getByRole("alert")).toContainText("The hub cannot be reached");
      await device.close();
    });

    await stack.hub.restart();
    await expect(shell.freshness).toHaveText("Live", { timeout: 40_000 });
    await expect(shell.notice("Stale")).toBeHidden();
    await expect(jobs.row(id)).toContainText("Scheduled");
  });

  test("refuses the credential", async ({ console: page, stack }) => {
    const shell = new Shell(page);
    await shell.isLive();
    await stack.hub.fault("jobs.list", { answer: { status: 401, code: "IotHubUnauthorized" } }, 3);
    await expect(shell.freshness).toHaveText("Stale");
    await expect(shell.notice("Stale")).toContainText("The hub refuses the credential of Lockstep.");
    await expect(shell.freshness).toHaveText("Live", { timeout: 30_000 });
  });

  test("refuses the credential of an order: told, and nothing is ordered", async ({ console: page, stack }) => {
    const order = await written(page);
    await stack.hub.fault("jobs.create", { answer: { status: 401, code: "IotHubUnauthorized" } }, 1);
    await order.submit.click();
    await expect(page.getByRole("alert")).toContainText("The hub refuses the credential of Lockstep");
    expect(await stack.hub.job(order.id)).toBeUndefined();
    await expect(order.submit).toHaveText("Ask again");
    await order.order();
    await exactlyOne(stack, new JobPage(page).id);
  });

  test("throttles: the page counts down to the next update", async ({ console: page, stack }) => {
    const shell = new Shell(page);
    await shell.isLive();
    await stack.hub.throttle(3);
    await expect(shell.freshness).toHaveText("Throttled");
    await expect(shell.bar).toContainText(/next update in \d+ s/);
    const notice = shell.notice("Throttled");
    await expect(notice).toContainText(/The hub is throttling queries \(.+\)\. Jobs run on\. Data was last read at .+; next update in \d+ s\./);
    await notice.getByRole("button", { name: "See the hub’s budget" }).click();
    await expect(page.getByRole("group", { name: "See the hub’s budget" })).toContainText("Queries a minute");
    await picture(page, "jobs throttled");
    await accessible(page);
    await expect(shell.freshness).toHaveText("Live", { timeout: 40_000 });
    await expect(shell.notice("Throttled")).toBeHidden();
  });

  test("answers garbage", async ({ console: page, stack }) => {
    const shell = new Shell(page);
    await shell.isLive();
    await stack.hub.fault("jobs.list", { answer: { status: 200, body: "<html>a captive portal</html>" } }, 3);
    await expect(shell.freshness).toHaveText("Stale");
    await expect(shell.notice("Stale")).toContainText("What answers is not an IoT Hub.");
    await expect(shell.freshness).toHaveText("Live", { timeout: 30_000 });
  });

  test("has a fault of its own while a job is watched: the page goes on by itself", async ({ console: page, stack }) => {
    await stack.hub.register("never-there");
    const action = method("lockDoor", null, 60, 60);
    const id = await stack.order({ action, condition: "deviceId = 'never-there'" });
    await page.goto(`${stack.url}/jobs/${id}`);
    const shell = new Shell(page);
    const job = new JobPage(page);
    await expect(job.status).toHaveText("Running");
    // Each of them is asked again after 1, 2 and 4 seconds.
    for (const operation of ["jobs.get", "jobs.list", "query"]) {
      await stack.hub.fault(operation, { answer: { status: 503, code: "ServiceUnavailable" } }, 3);
    }
    await expect(shell.freshness).toHaveText("Stale");
    await expect(shell.notice("Stale")).toContainText("The hub has a fault of its own.");
    await expect(job.status).toHaveText("Running when last heard");
    await expect(shell.freshness).toHaveText("Live", { timeout: 40_000 });
    await expect(job.status).toHaveText("Running");
    // What is left of the plan is not for the next test.
    const query = { query: "SELECT * FROM devices" };
    await expect.poll(async () => (await stack.hub.rest("GET", "/jobs/v2/query")).status).toBe(200);
    await expect.poll(async () => (await stack.hub.rest("POST", "/devices/query", query)).status).toBe(200);
  });
});

test.describe("an order", () => {
  test("whose answer is lost on the way is one job, and its page opens", async ({ console: page, stack }) => {
    const order = await written(page);
    await stack.hub.fault("jobs.create", LOST);
    const id = await order.order();
    await new JobPage(page).completed();
    await exactlyOne(stack, id);
  });

  test("of which nothing can be learnt is told to be in doubt, and asking again makes no second job", async ({ console: page, stack }) => {
    const order = await written(page);
    await stack.hub.fault("jobs.create", LOST);
    await stack.hub.fault("jobs.get", { answer: { status: 503, code: "ServiceUnavailable" } }, 12);
    await order.submit.click();
    await expect(page.getByRole("alert")).toContainText(/may or may not exist\. Ask again/, { timeout: 30_000 });
    await exactlyOne(stack, order.id);

    const { id } = order;
    await expect(order.submit).toHaveText("Ask again");
    await expect(async () => {
      if (await order.submit.isVisible()) await order.submit.click({ timeout: 2_000 });
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Call lockDoor", { timeout: 5_000 });
    }).toPass({ timeout: 40_000 });
    await order.ordered(id);
    await new JobPage(page).completed();
    await exactlyOne(stack, id);
  });

  test("whose answer is lost and that is changed afterwards leads to the job that it made", async ({ console: page, stack }) => {
    const order = await written(page);
    const { id } = order;
    // The order arrives, and its answer does not.
    await page.route("**/api/jobs/*", async (route) => {
      await route.fetch();
      await route.abort();
    }, { times: 1 });
    await order.submit.click();
    await expect(page.getByRole("alert")).toBeVisible();
    await order.goTo("Limits");
    await page.getByRole("textbox", { name: "Longest run (seconds)" }).fill("120");
    await order.goTo("Review");
    await order.submit.click();
    await expect(page.getByRole("alert")).toContainText("This order was given before and its answer was lost");
    await picture(page, "new job, given before");
    await accessible(page);
    await expect(page.getByRole("alert").getByRole("link", { name: "Open the job" })).toHaveAttribute("href", `/jobs/${id}`);
    await page.getByRole("button", { name: "Make this another order" }).click();
    await expect(page).not.toHaveURL(new RegExp(id));
    const another = await order.order();
    await new JobPage(page).completed();
    await exactlyOne(stack, id);
    await exactlyOne(stack, another);
  });

  test("pressed twice is one job", async ({ console: page, stack }) => {
    const order = await written(page);
    const { id } = order;
    const before = (await stack.hub.calls())["jobs.create"];
    await order.submit.dblclick();
    await order.ordered(id);
    await exactlyOne(stack, id);
    expect((await stack.hub.calls())["jobs.create"]).toBe(before + 1);
  });

  test("that was given is not given again by Back or by a reload", async ({ console: page, stack }) => {
    const order = await written(page);
    const address = page.url();
    const id = await order.order();
    await page.goto(address);
    await expect(page.getByText("This order has been given")).toBeVisible();
    await page.getByRole("link", { name: "Open the job" }).click();
    await new JobPage(page).completed();
    await exactlyOne(stack, id);
  });
});

test("the hub restarts while devices are connected: they come back, and a method reaches them", async ({ console: page, stack }) => {
  const { hub } = stack;
  await expect.poll(async () => (await hub.connected()).length).toBe(3);
  await hub.kill();
  await hub.restart();
  await expect.poll(async () => (await hub.connected()).length, { timeout: 60_000 }).toBe(3);
  await new Shell(page).isLive();

  const order = await written(page);
  await order.order();
  const job = new JobPage(page);
  await job.completed();
  await expect(job.bar).toHaveAccessibleName("3 succeeded of 3");
});
