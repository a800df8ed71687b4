// The faces of every page: loading, empty, failed, stale and full, for the tests that look at all of them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page, type Route } from "@playwright/test";
import { method, type Stack } from "./stack.ts";
import { root } from "./program.ts";

export const FACES = ["loading", "empty", "failed", "stale", "full"] as const;
export type Face = (typeof FACES)[number];

export const LANGUAGES = { en: "English", es: "Spanish" } as const;
export type Language = keyof typeof LANGUAGES;

/** How a page comes to a face, from a page that is signed in. Nothing here depends on the language. */
type Cases = Record<Face, (page: Page, stack: Stack) => Promise<void>>;

/** The pages that the dashboard has, by the names of its own enum: a new one without cases fails. */
export const KINDS = kinds();

/** The cases of each page; `null` for a page that shows nothing that could be loaded. */
export const CASES: Record<string, Cases | null> = {
  Jobs: {
    loading: async (page, stack) => {
      await held(page, /\/api\/(jobs$|live)/);
      await open(page, stack, "/jobs");
      await loading(page);
    },
    empty: async (page, stack) => {
      await open(page, stack, "/jobs?q=nothing-is-called-this");
      await face(page);
    },
    failed: async (page, stack) => {
      await refused(page, /\/api\/(jobs$|live)/);
      await open(page, stack, "/jobs");
      await failure(page);
    },
    stale: async (page, stack) => {
      await open(page, stack, "/jobs");
      await expect(page.locator("tr[data-row]").first()).toBeVisible();
      await stack.stopProxy();
      await stale(page);
    },
    full: async (page, stack) => {
      await open(page, stack, "/jobs");
      await expect(page.locator("tr[data-row]").first()).toBeVisible();
    },
  },
  Job: {
    loading: async (page, stack) => {
      await held(page, /\/api\/(jobs\/|live)/);
      await open(page, stack, `/jobs/${(await jobs(stack)).finished}`);
      await loading(page);
    },
    empty: async (page, stack) => {
      await open(page, stack, `/jobs/${(await jobs(stack)).scheduled}`);
      await face(page);
    },
    failed: async (page, stack) => {
      await open(page, stack, "/jobs/there-is-no-such-job");
      await face(page);
    },
    stale: async (page, stack) => {
      await open(page, stack, `/jobs/${(await jobs(stack)).finished}`);
      await expect(page.locator("tr[data-row]").first()).toContainText("door-");
      await stack.stopProxy();
      await stale(page);
    },
    full: async (page, stack) => {
      await open(page, stack, `/jobs/${(await jobs(stack)).finished}`);
      await expect(page.locator("tr[data-row]").first()).toContainText("door-");
    },
  },
  Devices: {
    loading: async (page, stack) => {
      await held(page, /\/api\/device/);
      await open(page, stack, "/devices");
      await loading(page);
    },
    empty: async (page, stack) => {
      await open(page, stack, `/devices?q=${encodeURIComponent("tags.site = 'nowhere'")}`);
      await face(page);
    },
    failed: async (page, stack) => {
      await refused(page, /\/api\/device/);
      await open(page, stack, "/devices");
      await failure(page);
    },
    stale: async (page, stack) => {
      await open(page, stack, "/devices");
      await expect(page.getByRole("link", { name: "door-0001" })).toBeVisible();
      await refused(page, /\/api\/device/);
      await page.locator("footer").getByRole("button").last().click();
      await stale(page);
    },
    full: async (page, stack) => {
      await open(page, stack, "/devices");
      await expect(page.getByRole("link", { name: "door-0001" })).toBeVisible();
    },
  },
  Device: {
    loading: async (page, stack) => {
      await held(page, /\/api\/devices\//);
      await open(page, stack, "/devices/door-0001");
      await loading(page);
    },
    empty: async (page, stack) => {
      // It is there already when another language was looked at before.
      await stack.hub.rest("PUT", "/devices/bare", { deviceId: "bare" });
      await open(page, stack, "/devices/bare");
      await face(page);
    },
    failed: async (page, stack) => {
      await open(page, stack, "/devices/there-is-no-such-device");
      await failure(page);
    },
    stale: async (page, stack) => {
      await open(page, stack, "/devices/door-0001");
      await expect(page.locator(".tree")).toBeVisible();
      await refused(page, /\/api\/devices\//);
      await page.locator("main button:has(use[href='#i-rerun'])").first().click();
      await stale(page);
    },
    full: async (page, stack) => {
      await open(page, stack, "/devices/door-0001");
      await expect(page.locator(".tree")).toContainText("floor");
    },
  },
  NewJob: {
    loading: async (page, stack) => {
      await held(page, /\/api\/preview/);
      await fleet(page, stack, "tags.site = 'north'");
      await expect(page.locator(".blast [aria-busy=true]").first()).toBeVisible();
    },
    empty: async (page, stack) => {
      await fleet(page, stack, "tags.site = 'nowhere'");
      await expect(page.locator(".blast .hero")).toHaveText("0");
    },
    failed: async (page, stack) => {
      await refused(page, /\/api\/preview/);
      await fleet(page, stack, "tags.site = 'north'");
      await failure(page);
    },
    stale: async (page, stack) => {
      await fleet(page, stack, "tags.site = 'north'");
      await expect(page.locator(".blast .hero")).toBeVisible();
      await refused(page, /\/api\/preview/);
      await page.locator(".blast header button").click();
      await stale(page);
    },
    full: async (page, stack) => {
      await fleet(page, stack, "tags.site = 'north'");
      await expect(page.locator(".blast .sample li").first()).toBeVisible();
    },
  },
  Actions: {
    loading: async (page, stack) => {
      await held(page, /\/api\/templates/);
      await open(page, stack, "/actions");
      await loading(page);
    },
    empty: async (page, stack) => {
      await open(page, stack, "/actions?q=nothing-is-called-this");
      await face(page);
    },
    failed: async (page, stack) => {
      await refused(page, /\/api\/templates/);
      await open(page, stack, "/actions");
      await failure(page);
    },
    stale: async (page, stack) => {
      await open(page, stack, "/actions");
      await expect(page.locator("tr[data-row]").first()).toContainText("lockDoor");
      await refused(page, /\/api\/templates/);
      await page.locator("footer").getByRole("button").last().click();
      await stale(page);
    },
    full: async (page, stack) => {
      await open(page, stack, "/actions");
      await expect(page.locator("tr[data-row]").first()).toContainText("lockDoor");
    },
  },
  // It shows nothing but that there is nothing.
  Unknown: null,
};

interface Jobs {
  finished: string;
  scheduled: string;
}

const known = new WeakMap<Stack, Promise<Jobs>>();

function jobs(stack: Stack): Promise<Jobs> {
  const made = known.get(stack) ?? make(stack);
  known.set(stack, made);
  return made;
}

async function make(stack: Stack): Promise<Jobs> {
  const action = method("lockDoor", { lockTime: "10m" });
  const startAt = new Date(Date.now() + 3_600_000);
  return {
    finished: await stack.order({ action, condition: "STARTSWITH(deviceId, 'door-')" }),
    scheduled: await stack.order({ action, condition: "deviceId = 'door-0001'", startAt, lasting: true }),
  };
}

/** Opens a page of a stack that has a job of each kind. */
async function open(page: Page, stack: Stack, path: string): Promise<void> {
  await jobs(stack);
  await page.goto(`${stack.url}${path}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
}

/** The fleet step of an order over a condition. */
async function fleet(page: Page, stack: Stack, condition: string): Promise<void> {
  await open(page, stack, `/jobs/new?where=${encodeURIComponent(condition)}`);
  await page.locator("#method").fill("lockDoor");
  await page.locator(".steps a").nth(1).click();
}

async function held(page: Page, address: RegExp): Promise<void> {
  await page.route(address, () => new Promise<void>(() => {}));
}

async function refused(page: Page, address: RegExp): Promise<void> {
  const problem = { type: "urn:lockstep:problem:storeFailing", status: 503, detail: "", code: "storeFailing" };
  await page.route(address, (route: Route) =>
    route.fulfill({ status: 503, contentType: "application/problem+json", body: JSON.stringify(problem) }),
  );
}

const loading = (page: Page) => expect(page.locator("main .skeleton").first()).toBeVisible();
const face = (page: Page) => expect(page.locator("main .face").first()).toBeVisible();
const failure = (page: Page) => expect(page.locator("main [role=alert]").first()).toBeVisible();
const stale = (page: Page) => expect(page.locator("main[data-stale], main [data-stale]").first()).toBeVisible();

function kinds(): string[] {
  const source = readFileSync(join(root, "frontend/src/routes.rs"), "utf8");
  const body = /pub enum Kind \{([^}]*)\}/.exec(source)?.[1] ?? "";
  return [...body.matchAll(/^\s*([A-Z]\w*),$/gm)].map(([, name]) => name);
}
