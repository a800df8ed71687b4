import config from "./playwright.config.ts";

// Beside programs that are not optimised, a browser would wait for its turn.
process.env.LOCKSTEP_PROFILE ??= "release";

/** What is measured in a browser; see CONTRIBUTING.md. */
export default { ...config, testDir: "figures", workers: 1, timeout: 600_000 };
