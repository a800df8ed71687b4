// One job.
import { expect, type Locator, type Page } from "@playwright/test";

export type Outcome = "Succeeded" | "Failed" | "Not reached" | "Cancelled" | "Running" | "Pending";

export class JobPage {
  /** State of the job, beside its title. */
  readonly status: Locator;
  readonly progress: Locator;
  readonly waiting: Locator;
  readonly bar: Locator;
  readonly failures: Locator;
  readonly facts: Locator;
  readonly cancel: Locator;
  readonly cancelDialog: Locator;
  readonly find: Locator;
  readonly table: Locator;
  /** The jobs that belong to this one. */
  readonly runs: Locator;
  readonly rerunDialog: Locator;

  constructor(readonly page: Page) {
    const main = page.getByRole("main");
    this.status = main.getByRole("status").first();
    this.progress = page.getByRole("region", { name: "Progress" });
    this.waiting = page.getByRole("region", { name: "Waiting for a job slot" });
    this.bar = this.progress.getByRole("img");
    this.failures = page.getByRole("region", { name: "Why devices did not succeed" });
    this.facts = page.getByRole("group").filter({ has: page.getByRole("heading", { name: "Job", exact: true }) });
    this.cancel = main.getByRole("button", { name: "Cancel", exact: true });
    this.cancelDialog = page.getByRole("dialog", { name: "Cancel this job?" });
    this.runs = page.getByRole("region", { name: "Runs" });
    this.rerunDialog = page.getByRole("dialog", { name: "Run this job again" });
    this.table = page.getByRole("table");
    this.find = page.getByRole("searchbox", { name: "Find in devices and answers" });
  }

  /** The id, from the address. */
  get id(): string {
    return new URL(this.page.url()).pathname.split("/")[2];
  }

  async completed(timeout = 30_000): Promise<void> {
    await expect(this.status).toHaveText("Completed", { timeout });
  }

  /** Opens the dialog that runs the job again. */
  async askToRerun(): Promise<void> {
    await this.page.getByRole("main").getByRole("button", { name: "Run again" }).first().click();
    await expect(this.rerunDialog).toBeVisible();
  }

  /** A button of the ledger, which filters the rows. */
  outcome(outcome: Outcome | "All devices"): Locator {
    return this.page
      .getByRole("list", { name: "Filter the devices by outcome" })
      .getByRole("button", { name: new RegExp(`^${outcome} `) });
  }

  /** How many devices the ledger counts. */
  async count(outcome: Outcome | "All devices"): Promise<number> {
    const [, figure] = /^\D*([\d,]+)/.exec(await this.outcome(outcome).innerText()) ?? [];
    return Number(figure?.replaceAll(",", ""));
  }

  row(device: string): Locator {
    const id = this.page.getByRole("rowheader", { name: device, exact: true });
    return this.page.getByRole("row").filter({ has: id });
  }

  get rows(): Locator {
    return this.page.getByRole("row").filter({ has: this.page.getByRole("rowheader") });
  }

  /** Opens what a device answered, and waits until it is shown. */
  async openAnswer(device: string): Promise<Locator> {
    const button = this.page.getByRole("button", { name: `Answer of ${device}`, exact: true });
    await button.click();
    await expect(button).toHaveAttribute("aria-expanded", "true");
    const answer = this.page.getByRole("cell").filter({ has: this.page.getByRole("link", { name: "Open device" }) });
    await expect(answer).toBeVisible();
    return answer;
  }
}
