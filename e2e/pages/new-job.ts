// Ordering a job, step by step.
import { expect, type Locator, type Page } from "@playwright/test";

export type Step = "Action" | "Fleet" | "When" | "Limits" | "Review";

/** What is typed; what is absent stays as it is. */
export interface Typed {
  method?: string;
  payload?: string;
  responseTimeout?: number;
  connectTimeout?: number;
  desired?: string;
  tags?: string;
  /** A condition as after WHERE. */
  condition?: string;
  /** One device, by its id. */
  device?: string;
  startAt?: Date;
  maxExecution?: number;
}

export class NewJobPage {
  /** The job in one sentence. */
  readonly sentence: Locator;
  readonly submit: Locator;
  readonly condition: Locator;
  readonly payload: Locator;
  readonly start: Locator;
  readonly reach: Locator;

  constructor(readonly page: Page) {
    this.sentence = page.getByRole("main").getByRole("paragraph").filter({ hasText: /^(Call|Write) / });
    this.submit = page.getByRole("button", { name: /^(Start now|Wait for a slot|Schedule for|Ask again|Ordering)/ });
    this.condition = page.getByRole("textbox", { name: "WHERE" });
    this.payload = page.getByRole("textbox", { name: "Payload (JSON)", exact: true });
    this.start = page.getByLabel("Date and time");
    this.reach = page.getByRole("complementary", { name: "Who this would reach" });
  }

  /** The id that the job will have, from the address. */
  get id(): string {
    return new URL(this.page.url()).searchParams.get("draft") ?? "";
  }

  /** Opens a fresh order with the button in the bar. */
  async open(): Promise<void> {
    await this.page.getByRole("banner").getByRole("link", { name: "New job" }).click();
    await expect(this.page).toHaveURL(/draft=/);
    await expect(this.step("Action")).toHaveAttribute("aria-current", "step");
  }

  /** An action to begin with. */
  template(name: string): Locator {
    return this.page.getByRole("region", { name: "Start from an action" }).getByRole("button", { name: new RegExp(`^${name} `) });
  }

  step(step: Step): Locator {
    const place = ["Action", "Fleet", "When", "Limits", "Review"].indexOf(step);
    return this.page.getByRole("navigation", { name: "Steps" }).getByRole("link").nth(place);
  }

  async goTo(step: Step): Promise<void> {
    await this.step(step).click();
    await expect(this.step(step)).toHaveAttribute("aria-current", "step");
  }

  /** Types an order into a fresh form and ends on its review. */
  async write(typed: Typed): Promise<void> {
    if (typed.method === undefined) await this.page.getByText("Write twins", { exact: true }).click();
    await this.fill("Method", typed.method);
    await this.fill("Payload (JSON)", typed.payload);
    await this.fill("Response time-out (seconds)", typed.responseTimeout);
    await this.fill("Connect time-out (seconds)", typed.connectTimeout);
    await this.fill("Desired properties (JSON)", typed.desired);
    await this.fill("Tags (JSON)", typed.tags);
    await this.goTo("Fleet");
    if (typed.device !== undefined) {
      await this.page.getByRole("textbox", { name: "One device" }).fill(typed.device);
      await this.page.getByRole("button", { name: "Use this device" }).click();
    }
    if (typed.condition !== undefined) await this.condition.fill(typed.condition);
    if (typed.startAt) {
      await this.goTo("When");
      await this.startsAt(typed.startAt);
    }
    if (typed.maxExecution !== undefined) {
      await this.goTo("Limits");
      await this.fill("Longest run (seconds)", typed.maxExecution);
    }
    await this.goTo("Review");
  }

  /** Presses the button although it says that something stands in the way. */
  async pressAnyway(): Promise<void> {
    await expect(this.submit).toHaveAttribute("aria-disabled", "true");
    await this.submit.click({ force: true });
  }

  async startsAt(at: Date): Promise<void> {
    await this.page.getByText("At a time", { exact: true }).click();
    await this.start.fill(await this.local(at));
  }

  /** Gives the order and waits for the job's page. */
  async order(): Promise<string> {
    const { id } = this;
    await expect(this.submit).toHaveAttribute("aria-disabled", "false");
    await this.submit.click();
    await this.ordered(id);
    return id;
  }

  /** The job's page has taken the place of the order. */
  async ordered(id: string): Promise<void> {
    await expect(this.page).toHaveURL(new RegExp(`/jobs/${id}(\\?planned=\\d+)?$`));
  }

  /** As a date field has it, in the zone of the page. */
  private async local(at: Date): Promise<string> {
    const zone = await this.page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
    return at.toLocaleString("sv-SE", { timeZone: zone }).replace(" ", "T");
  }

  private async fill(label: string, value: string | number | undefined): Promise<void> {
    if (value !== undefined) await this.page.getByRole("textbox", { name: label, exact: true }).fill(`${value}`);
  }
}
