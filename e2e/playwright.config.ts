import { defineConfig } from "@playwright/test";
import { FLAGS, installedChromium } from "./stack/chromium.ts";

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  // Every worker runs a hub, a fleet, a proxy and a browser.
  workers: 2,
  fullyParallel: false,
  forbidOnly: !!process.env.CI,
  timeout: 150_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    timezoneId: "Europe/Madrid",
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: installedChromium(),
      args: FLAGS,
    },
  },
});
