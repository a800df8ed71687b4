// Orders that many tests begin with.
import { expect, type Page } from "@playwright/test";
import { NewJobPage } from "../pages/new-job.ts";
import { method, type Stack } from "./stack.ts";

/** A job that waits for its start, an hour ahead. */
export function scheduled(stack: Stack): Promise<string> {
  return stack.order({ action: method("lockDoor"), startAt: new Date(Date.now() + 3_600_000) });
}

/** An order over the fleet that is ready to be sent. */
export async function written(page: Page): Promise<NewJobPage> {
  const order = new NewJobPage(page);
  await order.open();
  await order.write({ method: "lockDoor", condition: "STARTSWITH(deviceId, 'door-')" });
  await expect(order.submit).toHaveAttribute("aria-disabled", "false");
  return order;
}

/** The hub has one job of this id. */
export async function exactlyOne(stack: Stack, id: string): Promise<void> {
  expect((await stack.hub.jobs()).filter((job) => job.jobId === id)).toHaveLength(1);
}
