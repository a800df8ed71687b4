// The list of jobs.
import { type Locator, type Page } from "@playwright/test";

export class JobsPage {
  readonly find: Locator;
  readonly states: Locator;
  readonly newer: Locator;

  constructor(readonly page: Page) {
    this.find = page.getByRole("searchbox", { name: "Find jobs" });
    this.states = page.getByRole("navigation", { name: "Filter by status" });
    this.newer = page.getByRole("button", { name: /new jobs?$/ });
  }

  row(id: string): Locator {
    return this.page.getByRole("row").filter({ has: this.page.getByRole("link", { name: id, exact: true }) });
  }

  get rows(): Locator {
    return this.page.getByRole("table").getByRole("row").filter({ has: this.page.getByRole("rowheader") });
  }

  async open(id: string): Promise<void> {
    await this.page.getByRole("link", { name: id, exact: true }).click();
  }
}
