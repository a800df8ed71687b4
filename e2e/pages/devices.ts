// The list of devices, and one device.
import { type Locator, type Page } from "@playwright/test";

export class DevicesPage {
  readonly condition: Locator;
  readonly run: Locator;

  constructor(readonly page: Page) {
    this.condition = page.getByRole("textbox", { name: "WHERE" });
    this.run = page.getByRole("button", { name: "Run", exact: true });
  }

  row(id: string): Locator {
    return this.page.getByRole("row").filter({ has: this.page.getByRole("link", { name: id, exact: true }) });
  }

  get rows(): Locator {
    return this.page.getByRole("table").getByRole("row").filter({ has: this.page.getByRole("rowheader") });
  }

  async filter(condition: string): Promise<void> {
    await this.condition.fill(condition);
    await this.run.click();
  }
}

export class DevicePage {
  readonly twin: Locator;

  constructor(readonly page: Page) {
    this.twin = page.getByRole("region", { name: "Twin" });
  }

  async open(stack: { url: string }, id: string): Promise<void> {
    await this.page.goto(`${stack.url}/devices/${encodeURIComponent(id)}`);
  }

  /** `tags`, `desired` or `reported` in the tree. */
  section(name: "tags" | "desired" | "reported"): Locator {
    return this.twin.getByRole("group").filter({ hasText: new RegExp(`^${name} `) });
  }

  /** A property in the tree, with its value. */
  property(section: "tags" | "desired" | "reported", key: string, value: string | number): Locator {
    const text = new RegExp(`^${key}${JSON.stringify(value)}`);
    return this.section(section).getByRole("listitem").filter({ hasText: text });
  }

  async readAgain(): Promise<void> {
    await this.page.getByRole("button", { name: "Read the twin again" }).click();
  }
}
