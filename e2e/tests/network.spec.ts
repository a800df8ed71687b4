// The network between browser and proxy.
import { type Page } from "@playwright/test";
import { JobPage } from "../pages/job.ts";
import { Shell } from "../pages/shell.ts";
import { openWindow } from "../stack/chromium.ts";
import { scheduled } from "../stack/orders.ts";
import { Relay } from "../stack/relay.ts";
import { expect, method, type Stack, signIn, test } from "../stack/test.ts";

test("a browser goes offline and comes back", async ({ page, context, stack }) => {
  const relay = await Relay.start(stack.url);
  const id = await scheduled(stack);
  const { shell, job } = await watched(page, stack, relay, id);

  await context.setOffline(true);
  relay.cut();
  await expect(shell.freshness).toHaveText("Reconnecting");
  await expect(shell.notice("Reconnecting")).toContainText("Jobs go on in the hub; what you see is from");
  await expect(job.status).toHaveText("Scheduled when last heard");
  await stack.api(`/jobs/${id}/cancel`, { method: "POST" });

  relay.mend();
  await context.setOffline(false);
  await expect(shell.freshness).toHaveText("Live", { timeout: 40_000 });
  await expect(job.status).toHaveText("Cancelled");
  await relay.end();
});

test("a panel that could not be read offline is read when the browser is back, unasked", async ({ page, context, stack }) => {
  const relay = await Relay.start(stack.url);
  const id = await scheduled(stack);
  const { shell } = await watched(page, stack, relay, id);
  const devices = page.getByRole("link", { name: "Devices", exact: true });
  await devices.click();
  await expect(page.getByRole("link", { name: "door-0001", exact: true })).toBeVisible();
  await page.goBack();

  await context.setOffline(true);
  relay.cut();
  await devices.click();
  await expect(page.getByText("Lockstep does not answer").first()).toBeVisible();
  relay.mend();
  await context.setOffline(false);
  await expect(shell.freshness).toHaveText("Live", { timeout: 40_000 });
  await expect(page.getByText("Lockstep does not answer")).toHaveCount(0);
  await expect(page.getByRole("link", { name: "door-0001", exact: true })).toBeVisible();
  await relay.end();
});

test("a network that swallows everything is noticed, and what happened meanwhile is shown", async ({ page, stack }) => {
  test.setTimeout(180_000);
  const relay = await Relay.start(stack.url);
  const id = await scheduled(stack);
  const { shell, job } = await watched(page, stack, relay, id);

  relay.silence();
  await expect(shell.freshness).toHaveText("Reconnecting", { timeout: 60_000 });
  await stack.api(`/jobs/${id}/cancel`, { method: "POST" });
  relay.mend();
  await expect(shell.freshness).toHaveText("Live", { timeout: 60_000 });
  await expect(job.status).toHaveText("Cancelled");
  await relay.end();
});

test("eight tabs are open at once: each is live when it is looked at, and the address answers", async ({ stack }) => {
  test.setTimeout(150_000);
  const id = await scheduled(stack);
  const { tabs: browser, close } = await openWindow();
  const tabs: Page[] = [];
  for (let tab = 0; tab < 8; tab++) {
    const page = await browser.newPage();
    tabs.push(page);
    if (tab === 0) await signIn(page, stack, `/jobs/${id}`);
    else await page.goto(`${stack.url}/jobs/${id}`);
    await new Shell(page).isLive();
    await expect(new JobPage(page).status).toHaveText("Scheduled");
  }
  await new Shell(tabs[7]).isLive();
  await expect(new Shell(tabs[0]).freshness).toHaveText("Paused");
  await stack.api(`/jobs/${id}/cancel`, { method: "POST" });
  for (const page of tabs) {
    await page.bringToFront();
    await new Shell(page).isLive();
    await expect(new JobPage(page).status).toHaveText("Cancelled");
  }
  await close();
});

/** A page that watches a job through the relay. */
async function watched(page: Page, stack: Stack, relay: Relay, id: string) {
  await page.goto(`${relay.url}/jobs/${id}#token=${stack.token}`);
  const [shell, job] = [new Shell(page), new JobPage(page)];
  await expect(job.status).toHaveText("Scheduled");
  await shell.isLive();
  return { shell, job };
}

test("the first load asks for its language, its page and who is signed in while the program is on its way", async ({ browser, stack }) => {
  const id = await scheduled(stack);
  const ended = await stack.order({ action: method("lockDoor"), condition: "STARTSWITH(deviceId, 'door-')" });
  await expect.poll(async () => (await (await stack.api(`/jobs/${ended}`)).json()).state).toBe("completed");
  const pages = [["jobs", "/jobs"], ["job", `/jobs/${id}`], ["job", `/jobs/${ended}`], ["order", "/jobs/new"], ["device", "/actions"], ["devices", "/devices"], ["device", "/devices/door-0001"]];
  for (const [locale, language, navigation] of [["en-GB", "english", "Main"], ["es-MX", "spanish", "Principal"]]) {
    const context = await browser.newContext({ locale });
    const page = await context.newPage();
    await signIn(page, stack, "/", navigation);
    for (const [part, path] of pages) {
      await page.goto(`${stack.url}${path}`);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      expect(await page.evaluate(loaded, [language, part]), `${path} in ${language}`).toEqual({ packs: 1, single: [], twice: [] });
    }
    await context.close();
  }
});

/** How many packs were loaded for a language and a page, which files came on their own, and what was asked for twice. */
function loaded([language, page]: string[]): { packs: number; single: string[]; twice: string[] } {
  const script = document.querySelector("head script:not([src])")!.textContent!;
  const [packs, parts] = JSON.parse(/const \[packs, parts, sizes\] = (.*);$/m.exec(script)![1]);
  const names = performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname.slice(1));
  const pieces = [...parts[page], ...parts[language]];
  // What only dialogs and menus need is loaded when one is opened.
  const part = (name: string) => /^(?:chunk_)?(\w+)-\w+\.wasm$/.exec(name)?.[1] ?? "";
  const single = names.filter((name) => pieces.includes(part(name)) || /^(split_forms|small)-/.test(name));
  const twice = names.filter((name, place) => name.startsWith("api/") && names.indexOf(name) !== place);
  return { packs: names.filter((name) => `/${name}` === packs[`${page} ${language}`]).length, single, twice };
}
