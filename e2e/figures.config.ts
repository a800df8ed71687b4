import config from "./playwright.config.ts";

/** What is measured in a browser; see CONTRIBUTING.md. */
export default { ...config, testDir: "figures", workers: 1, timeout: 600_000 };
