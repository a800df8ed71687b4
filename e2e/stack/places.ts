// Every page in its typical states, for the tests that look at all of them.
import { expect, type Page } from "@playwright/test";
import { JobPage } from "../pages/job.ts";
import { NewJobPage, type Step } from "../pages/new-job.ts";
import { method, type Stack } from "./stack.ts";
import { signIn } from "./test.ts";

/** A page in one state. */
export interface Place {
  name: string;
  /** Opens it and waits until it shows what it has to show. */
  open(page: Page): Promise<void>;
}

interface Jobs {
  finished: string;
  scheduled: string;
}

/** A device that never connects. */
const AWAY = "deviceId = 'away'";

const known = new WeakMap<Stack, Promise<Jobs>>();

/** Every page; `empty` is a stack without devices and jobs. */
export async function places(stack: Stack, empty: Stack): Promise<Place[]> {
  if (!known.has(stack)) known.set(stack, jobs(stack));
  const { finished, scheduled } = await known.get(stack)!;
  const running = await stillRunning(stack);
  return [
    {
      name: "sign in",
      open: async (page) => {
        await page.context().clearCookies();
        await page.goto(`${stack.url}/`);
        await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
      },
    },
    at("jobs, none yet", "/", (page) => expect(page.getByText("No jobs yet")).toBeVisible(), empty),
    at("devices, none yet", "/devices", (page) => expect(page.getByText("No devices yet")).toBeVisible(), empty),
    at("jobs", "/", (page) => expect(page.getByRole("link", { name: finished })).toBeVisible()),
    at("jobs, none fits", "/?q=nothing", (page) => expect(page.getByText("No job matches")).toBeVisible()),
    at("job scheduled", `/jobs/${scheduled}`, (page) => expect(new JobPage(page).status).toHaveText("Scheduled")),
    at("job running", `/jobs/${running}`, (page) => expect(new JobPage(page).status).toHaveText("Running")),
    at("job finished", `/jobs/${finished}`, async (page) => {
      await expect(new JobPage(page).status).toHaveText("Completed with failures");
      await expect(new JobPage(page).rows.first()).toContainText(/\S/);
    }),
    at("job finished, an answer open", `/jobs/${finished}?open=door-0001`, (page) =>
      expect(page.getByRole("link", { name: "Open device" })).toBeVisible(),
    ),
    at("job unknown", "/jobs/no-such-job", (page) =>
      expect(page.getByText("The hub does not know this job")).toBeVisible(),
    ),
    at("devices", "/devices", (page) => expect(page.getByRole("link", { name: "door-0001" })).toBeVisible()),
    at("devices, none fits", "/devices?q=tags.site%20%3D%20'nowhere'", (page) =>
      expect(page.getByText("No device satisfies the condition")).toBeVisible(),
    ),
    at("device", "/devices/door-0001", (page) => expect(page.getByRole("region", { name: "Twin" })).toBeVisible()),
    at("device as JSON", "/devices/door-0001?twin=json", (page) =>
      expect(page.getByRole("button", { name: "Copy the twin" })).toBeVisible(),
    ),
    at("device unknown", "/devices/nobody", (page) => expect(page.getByRole("alert")).toBeVisible()),
    ...(["Action", "Fleet", "When", "Limits", "Review"] as const).map((step) => ordering(step)),
    at("actions", "/actions", (page) => expect(page.getByRole("rowheader", { name: "lockDoor", exact: true })).toBeVisible()),
    at("not found", "/nowhere/at/all", (page) => expect(page.getByText("No such page")).toBeVisible()),
  ];

  function at(name: string, path: string, shown: (page: Page) => Promise<void>, where = stack): Place {
    return {
      name,
      open: async (page) => {
        // Otherwise an address that differs in its fragment alone would not be opened anew.
        await page.goto("about:blank");
        await signIn(page, where, path);
        await shown(page);
      },
    };
  }

  function ordering(step: Step): Place {
    return {
      name: `new job, ${step.toLowerCase()}`,
      open: async (page) => {
        await page.goto("about:blank");
        await signIn(page, stack);
        const order = new NewJobPage(page);
        await order.open();
        await order.write({
          method: "lockDoor",
          payload: `{"lockTime":"10m"}`,
          condition: "tags.site = 'north' AND tags.floor IN [1, 2]",
          startAt: new Date(Date.now() + 3_600_000),
        });
        await expect(order.submit).toHaveAttribute("aria-disabled", "false");
        await order.goTo(step);
      },
    };
  }
}

/** One job that ended with failures, and one that is scheduled for later. */
async function jobs(stack: Stack): Promise<Jobs> {
  await stack.hub.register("away");
  const [finished, scheduled] = await Promise.all([
    stack.order({ action: method("lockDoor", { lockTime: "10m" }), condition: "STARTSWITH(deviceId, 'door-')" }),
    stack.order({ action: { twin: { desired: { floor: 3 } } }, condition: AWAY, startAt: new Date(Date.now() + 3_600_000), lasting: true }),
  ]);
  await listed(stack, finished, scheduled);
  return { finished, scheduled };
}

/** A job that runs for as long as one test takes; nothing runs longer than a device may be waited for. */
async function stillRunning(stack: Stack): Promise<string> {
  const running = await stack.order({ action: method("lockDoor", null, 300, 300), condition: AWAY });
  await listed(stack, running);
  return running;
}

/** A list that was read before would hold new jobs back. */
async function listed(stack: Stack, ...ids: string[]): Promise<void> {
  await expect
    .poll(async () => (await (await stack.api("/jobs")).json()).jobs.map((job: { id: string }) => job.id))
    .toEqual(expect.arrayContaining(ids));
}
