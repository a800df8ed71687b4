// What surrounds every page: the bar on top, the notice under it, the sheet of shortcuts.
import { expect, type Locator, type Page } from "@playwright/test";

export class Shell {
  readonly bar: Locator;
  /** The word that says whether what is shown is live. */
  readonly freshness: Locator;
  /** The first heading of the page. */
  readonly heading: Locator;
  readonly shortcuts: Locator;

  constructor(readonly page: Page) {
    this.bar = page.getByRole("banner");
    this.freshness = this.bar.getByRole("status");
    this.heading = page.getByRole("heading", { level: 1 });
    this.shortcuts = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  }

  /** The row under the bar while something is wrong: `Reconnecting`, `Throttled` or `Stale`. */
  notice(name: string): Locator {
    return this.page.getByRole("region", { name, exact: true });
  }

  async isLive(): Promise<void> {
    await expect(this.freshness).toHaveText("Live");
  }

  async goTo(place: "Jobs" | "Devices"): Promise<void> {
    await this.page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: place }).click();
    await expect(this.heading).toHaveText(place);
  }

  /** Chooses something in the display menu. */
  async display(group: "Theme" | "Density" | "Contrast" | "Time zone" | "Language", choice: string): Promise<void> {
    await this.page.getByRole("button", { name: "Display: theme, density, contrast" }).click();
    const menu = this.page.getByRole("group", { name: "Display: theme, density, contrast" });
    await menu.getByRole("group", { name: group }).getByText(choice, { exact: true }).click();
    await this.page.keyboard.press("Escape");
    await expect(menu).toBeHidden();
  }
}
