// Playwright's `test` with a stack of its own for each worker and a signed-in page.
import { test as base, type Page } from "@playwright/test";
import { Stack, type Wanted } from "./stack.ts";

export { expect } from "@playwright/test";
export { method, Stack } from "./stack.ts";

interface PerWorker {
  wanted: Wanted;
  stack: Stack;
}

interface PerTest {
  /** What must never happen in the page of the test. */
  faults: string[];
  /** Leaves the stack as the next test wants it. */
  tidy: void;
  /** A page that has signed in and shows the list of jobs. */
  console: Page;
}

export const test = base.extend<PerTest, PerWorker>({
  wanted: [{}, { option: true, scope: "worker" }],
  stack: [
    async ({ wanted }, use) => {
      const stack = await Stack.start(wanted);
      await use(stack);
      await stack.end();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  tidy: [
    async ({ stack }, use) => {
      await use();
      await stack.withdraw();
    },
    { auto: true },
  ],
  faults: [
    async ({ page }, use) => {
      const faults = watch(page);
      await use(faults);
      base.expect(faults, "scripts that failed or that the content security policy stopped").toEqual([]);
    },
    { auto: true },
  ],
  console: async ({ page, stack }, use, info) => {
    await signIn(page, stack);
    await use(page);
    if (info.status !== info.expectedStatus) console.log(`the proxy said:\n${stack.proxyOutput}`);
  },
});

interface Beside {
  /** A second stack, without devices and jobs. */
  emptyStack: Stack;
}

/** A test over a fleet in which some are slow, some fail and some are offline. */
export const mixedFleetTest = test.extend<object, Beside>({
  emptyStack: [
    async ({}, use) => {
      const stack = await Stack.start({ tier: "s1", devices: 0 });
      await use(stack);
      await stack.end();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  wanted: [
    {
      devices: 40,
      scenario: `
        slow = { share = 0.1, delay_seconds = [1, 2] }
        failing = { share = 0.1, statuses = [409, 503] }
        offline = { share = 0.1 }
        [tags]
        site = { choose = ["north", "south"] }
        building = { choose = [40, 43] }
        floor = { range = [1, 3] }
      `,
    },
    { scope: "worker" },
  ],
});

/** Opens an address with the token that the proxy printed. */
export async function signIn(page: Page, stack: Stack, path = "/", navigation = "Main"): Promise<void> {
  await page.goto(`${stack.url}${path}#token=${stack.token}`);
  await page.getByRole("navigation", { name: navigation }).waitFor();
}

/** Collects what must never happen in a page. */
function watch(page: Page): string[] {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (/Content Security Policy|panicked/i.test(message.text())) faults.push(message.text());
  });
  return faults;
}
