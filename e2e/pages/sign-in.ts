// Signing in with the operator's token.
import { type Locator, type Page } from "@playwright/test";

export class SignInPage {
  readonly token: Locator;
  readonly submit: Locator;
  readonly alert: Locator;

  constructor(readonly page: Page) {
    this.token = page.getByLabel("Address or token");
    this.submit = page.getByRole("button", { name: "Sign in" });
    this.alert = page.getByRole("alert");
  }

  async signIn(token: string): Promise<void> {
    await this.token.fill(token);
    await this.submit.click();
  }
}
