// Logging in at a login service, and what each role sees.
import type { Page } from "@playwright/test";
import { JobPage } from "../pages/job.ts";
import { LoginService } from "../stack/login-service.ts";
import { accessible, crowded, picture } from "../stack/look.ts";
import { expect, method, Stack, test as base } from "../stack/test.ts";

const test = base.extend<object, { service: LoginService }>({
  service: [
    async ({}, use) => {
      const service = await LoginService.start();
      await use(service);
      await service.end();
    },
    { scope: "worker" },
  ],
  stack: [
    async ({ service }, use) => {
      const stack = await Stack.start({ devices: 3, options: service.options, token: "a-token-for-tests-only" });
      await use(stack);
      await stack.end();
    },
    { scope: "worker", timeout: 60_000 },
  ],
});

/** Opens a path as somebody who is not signed in, and goes to log in. */
async function begin(page: Page, stack: Stack, path: string): Promise<void> {
  await page.goto(`${stack.url}${path}`);
  await page.getByRole("link", { name: "Log in with Example ID" }).click();
}

test("who opens a page is asked to log in, and comes back to it", async ({ page, stack, service }) => {
  await page.goto(`${stack.url}/devices?q=deviceId%20%3D%20'door-0001'`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in");
  await expect(page.getByRole("main")).toContainText("Example ID");
  await picture(page, "sign in, with a provider");
  await accessible(page);
  await page.getByRole("link", { name: "Log in with Example ID" }).click();
  await service.logIn(page, "olga");
  await expect(page.getByRole("link", { name: "door-0001", exact: true })).toBeVisible();
  expect(new URL(page.url()).searchParams.get("q")).toBe("deviceId = 'door-0001'");
  await page.getByRole("button", { name: "Display" }).click();
  await expect(page.getByText("Signed in as olga")).toBeVisible();

  await test.step("what she orders is hers", async () => {
    const id = crypto.randomUUID();
    const body = { action: method("lockDoor"), condition: "deviceId = 'door-0001'", maxExecutionSeconds: 300 };
    const answer = await page.evaluate(
      async ([id, body]) => (await fetch(`/api/jobs/${id}`, { method: "PUT", body, headers: { "content-type": "application/json" } })).status,
      [id, JSON.stringify(body)] as const,
    );
    expect(answer).toBe(200);
    await page.goto(`${stack.url}/jobs/${id}`);
    await new JobPage(page).completed();
    await expect(page.getByRole("main")).toContainText("olga");
  });

  await test.step("after signing out she is asked again", async () => {
    await page.getByRole("button", { name: "Display" }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page.getByRole("link", { name: "Log in with Example ID" })).toBeVisible();
  });
});

test("a viewer finds nothing that orders, calls or writes, and is told why", async ({ page, stack, service }) => {
  const id = await stack.order({ action: method("noSuchMethod"), condition: "deviceId = 'door-0002'" });
  await begin(page, stack, "/jobs");
  await service.logIn(page, "victor");
  const bar = page.getByRole("banner");
  await expect(bar.getByText("View only")).toBeVisible();
  for (const path of ["/jobs", `/jobs/${id}`, "/devices", "/devices/door-0001", "/actions"]) {
    await page.goto(`${stack.url}${path}`);
    await expect(page.getByRole("main").getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByText("Loading")).toHaveCount(0);
    for (const words of [/^New job/, /^Order/, /^Cancel$/, /^Withdraw/, /^Run again/i, /^Clone/, /^Edit/, /^Call/, /^Copy lock/, /^Register/, /^Name and note/, /^New action/, /^Discard/]) {
      await expect(page.getByRole("button", { name: words }).or(page.getByRole("link", { name: words })), `${words} on ${path}`).toHaveCount(0);
    }
    await picture(page, `view only, ${path.replace(id, "a job").slice(1)}`);
    await accessible(page);
  }
  await test.step("the bar has room for it at every width", async () => {
    for (const width of [320, 480, 780, 1000, 1280]) {
      await page.setViewportSize({ width, height: 700 });
      expect.soft(await page.evaluate(crowded), `at ${width} px`).toEqual([]);
    }
  });
  await page.keyboard.press("n");
  await expect(page.getByRole("main")).toContainText("Your role is viewer");
  await picture(page, "view only, new job");
  await accessible(page);
});

test("who has no role is told so, and is not signed in", async ({ page, stack, service }) => {
  await begin(page, stack, "/jobs");
  await service.logIn(page, "nobody");
  await expect(page.getByRole("main")).toContainText("nobody has granted you a role");
  expect(new URL(page.url()).hash).toBe("");
  await picture(page, "sign in, no role");
  await accessible(page);
  await page.reload();
  await expect(page.getByRole("link", { name: "Log in with Example ID" })).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText("nobody has granted you a role");
});

test("the operator token still opens the door", async ({ page, stack }) => {
  await page.goto(`${stack.url}/jobs`);
  await page.getByText("Use the operator token instead").click();
  await page.getByLabel("Address or token").fill(stack.token);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
});
