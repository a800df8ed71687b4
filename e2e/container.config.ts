import { defineConfig } from "@playwright/test";

/** The container images that `cargo xtask image` has built, and the files in deploy/ that run them; no browser. */
export default defineConfig({
  testDir: "container",
  outputDir: "test-results",
  workers: 1,
  forbidOnly: !!process.env.CI,
  timeout: 60_000,
  reporter: [["list"]],
});
