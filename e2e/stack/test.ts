// Playwright's `test` with a stack of its own for each file and a signed-in page.
import { test as base, type Page } from "@playwright/test";
import { Stack, type Wanted } from "./stack.ts";

export { expect } from "@playwright/test";
export { Stack } from "./stack.ts";

interface PerWorker {
  wanted: Wanted;
  stack: Stack;
}

interface PerTest {
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
  console: async ({ page, stack }, use, info) => {
    const faults = watch(page);
    await signIn(page, stack);
    await use(page);
    if (info.status !== "passed") console.log(`the proxy said:\n${stack.proxyOutput}`);
    base.expect(faults, "scripts that failed or that the content security policy stopped").toEqual([]);
  },
});

/** Opens the address that the proxy printed. */
export async function signIn(page: Page, stack: Stack, path = "/"): Promise<void> {
  await page.goto(`${stack.url}${path}#token=${stack.token}`);
  await page.getByRole("navigation").first().waitFor();
}

/** Collects what must never happen in a page. */
export function watch(page: Page): string[] {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (/Content Security Policy|panicked/i.test(message.text())) faults.push(message.text());
  });
  return faults;
}
