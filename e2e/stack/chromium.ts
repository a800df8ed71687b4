// The browser of the tests.
import { existsSync, mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type BrowserContext, chromium } from "@playwright/test";
import { Program } from "./program.ts";

/** A Chromium on PATH; Playwright's own download otherwise. */
export function installedChromium(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return ["chromium", "chromium-browser", "google-chrome"]
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
}

export const FLAGS = [
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** A browser in which a tab is hidden while another one is in front, as for a person. Playwright's own tabs never are. */
export async function openWindow(): Promise<{ tabs: BrowserContext; close: () => Promise<void> }> {
  const profile = mkdtempSync(join(tmpdir(), "lockstep-window-"));
  const path = installedChromium() ?? chromium.executablePath();
  const flags = [...FLAGS, "--headless=new", "--remote-debugging-port=0", `--user-data-dir=${profile}`];
  const program = Program.start(path, [...flags, "about:blank"]);
  const [, address] = await program.line(/DevTools listening on (\S+)/);
  const browser = await chromium.connectOverCDP(address, { noDefaults: true });
  return {
    tabs: browser.contexts()[0],
    close: async () => {
      // Asked by its own protocol it ends its children first; they would go on writing into the profile.
      await (await browser.newBrowserCDPSession()).send("Browser.close").catch(() => {});
      await program.ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
    },
  };
}
