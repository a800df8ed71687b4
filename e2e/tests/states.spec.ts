// What opens over a page, and the looks that a person can choose: nothing that axe finds, in light and dark.
import { type Page } from "@playwright/test";
import { JobPage } from "../pages/job.ts";
import { Shell } from "../pages/shell.ts";
import { accessible, picture } from "../stack/look.ts";
import { scheduled } from "../stack/orders.ts";
import { expect, method, mixedFleetTest as test, signIn, type Stack } from "../stack/test.ts";

/** How a state is come to, from a page that is signed in. */
const STATES: Record<string, (page: Page, stack: Stack) => Promise<void>> = {
  "the sheet of shortcuts": async (page) => {
    await page.keyboard.press("?");
    await expect(new Shell(page).shortcuts).toContainText("Everywhere");
  },
  "the display menu": async (page) => {
    await page.getByRole("button", { name: "Display: theme, density, contrast" }).click();
    await expect(page.getByRole("group", { name: "Density", exact: true })).toBeVisible();
  },
  "the question before a job is cancelled": async (page, stack) => {
    await page.goto(`${stack.url}/jobs/${await scheduled(stack)}`);
    const job = new JobPage(page);
    await job.cancel.click();
    await expect(job.cancelDialog).toContainText("no device has been called or written");
  },
  "the export menu of filtered rows": async (page, stack) => {
    await page.goto(`${stack.url}/jobs/${await finished(stack)}?outcome=failed`);
    await page.getByRole("button", { name: "Export" }).click();
    await expect(page.getByRole("link", { name: "NDJSON, only those shown" })).toBeVisible();
  },
  "the name and the note of a job": async (page, stack) => {
    await page.goto(`${stack.url}/jobs/${await finished(stack)}`);
    await page.getByRole("button", { name: "Name and note" }).click();
    await expect(page.getByRole("dialog").getByRole("textbox").first()).toBeVisible();
  },
  "the menu of columns": async (page, stack) => {
    await page.goto(`${stack.url}/devices`);
    await page.getByRole("button", { name: "Columns" }).click();
    await expect(page.getByRole("checkbox", { name: "tags.floor" })).toBeVisible();
  },
  "the notice while it reconnects": async (page, stack) => {
    await page.goto(`${stack.url}/jobs/${await finished(stack)}`);
    await expect(new JobPage(page).rows.first()).toContainText("door-");
    await stack.stopProxy();
    await expect(new Shell(page).notice("Reconnecting")).toBeVisible();
  },
};

for (const [name, come] of Object.entries(STATES)) {
  test(name, async ({ console: page, stack }) => {
    try {
      await come(page, stack);
      await accessible(page);
      await picture(page, name, false);
    } finally {
      if (name.includes("reconnects")) await stack.resumeProxy();
    }
  });
}

for (const look of [{ contrast: "More" }, { density: "Compact" }, { density: "Comfortable" }]) {
  const name = Object.entries(look).flat().join(" ");
  test(`jobs, a job, devices and a device, ${name}`, async ({ page, stack }) => {
    await page.addInitScript((chosen) => localStorage.setItem("lockstep.display", chosen), JSON.stringify(look));
    await signIn(page, stack);
    const places = { jobs: "/jobs", job: `/jobs/${await finished(stack)}`, devices: "/devices", device: "/devices/door-0001" };
    for (const [place, path] of Object.entries(places)) {
      await page.goto(`${stack.url}${path}`);
      await expect(page.getByRole("main")).toContainText(/door-|lockDoor/);
      await accessible(page);
      await picture(page, `${place}, ${name}`);
    }
  });
}

const known = new WeakMap<Stack, Promise<string>>();

/** A job that ended with failures. */
async function finished(stack: Stack): Promise<string> {
  if (!known.has(stack)) known.set(stack, stack.order({ action: method("lockDoor"), condition: "STARTSWITH(deviceId, 'door-')" }));
  const id = await known.get(stack)!;
  await expect.poll(async () => (await (await stack.api(`/jobs/${id}`)).json()).state).toBe("completed");
  return id;
}
