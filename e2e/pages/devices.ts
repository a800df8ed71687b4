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

  /** The box that picks a device. */
  pick(id: string): Locator {
    return this.page.getByRole("checkbox", { name: `Select ${id}`, exact: true });
  }

  get rows(): Locator {
    return this.page.getByRole("table").getByRole("row").filter({ has: this.page.getByRole("rowheader") });
  }

  async open(stack: { url: string }, condition: string): Promise<void> {
    await this.page.goto(`${stack.url}/devices?q=${encodeURIComponent(condition)}`);
    await this.rows.first().waitFor();
  }

  /** Shows columns, by the paths that the menu offers. */
  async chooseColumns(...paths: string[]): Promise<void> {
    await this.page.getByRole("button", { name: "Columns" }).click();
    const menu = this.page.getByRole("group", { name: "Columns" });
    for (const path of paths) await menu.getByRole("checkbox", { name: path }).check();
    await this.page.keyboard.press("Escape");
  }

  async sortBy(column: string): Promise<void> {
    await this.page.getByRole("columnheader", { name: column }).getByRole("button").click();
  }

  /** What stands in a column, from top to bottom. */
  async column(name: string): Promise<string[]> {
    const heads = await this.page.getByRole("columnheader").allInnerTexts();
    const place = heads.findIndex((head) => head.trim() === name);
    const rows = await this.rows.all();
    return Promise.all(rows.map((row) => row.locator("td, th").nth(place).innerText()));
  }

  async register(id: string): Promise<void> {
    const panel = this.page.getByRole("region", { name: "Register a device" });
    await panel.getByRole("textbox", { name: "Device id" }).fill(id);
    await panel.getByRole("button", { name: "Register a device" }).click();
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

  get review(): Locator {
    return this.page.getByRole("region", { name: "Review changes" });
  }

  get tags(): Locator {
    return this.twin.getByRole("textbox", { name: "Tags" });
  }

  get desired(): Locator {
    return this.twin.getByRole("textbox", { name: "Desired properties" });
  }

  get calls(): Locator {
    return this.page.getByRole("region", { name: "Method calls" });
  }

  /** The calls that are kept. */
  get answers(): Locator {
    return this.calls.getByRole("button", { name: /^Answer to / });
  }

  get touched(): Locator {
    return this.page.getByRole("region", { name: "Jobs that touched this device" });
  }

  async edit(): Promise<void> {
    await this.twin.getByRole("button", { name: "Edit" }).click();
  }

  async call(method: string, payload: string): Promise<void> {
    const form = this.page.getByRole("form", { name: "Call a method" });
    await form.getByRole("combobox", { name: "Method" }).fill(method);
    await form.getByRole("textbox", { name: "Payload" }).fill(payload);
    await form.getByRole("button", { name: "Call", exact: true }).click();
  }

  async readAgain(): Promise<void> {
    await this.page.getByRole("button", { name: "Read the twin again" }).click();
  }
}
