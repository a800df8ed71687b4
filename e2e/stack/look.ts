// Looking at a page as it is: with the eyes of axe, and as a picture.
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { root } from "./program.ts";

/** Nothing that axe finds, in light and in dark. */
export async function accessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.evaluate(settled);
    const axe = new AxeBuilder({ page });
    // The dark page is the same page in other colours. axe leaves WCAG 2.2's size of targets out unless it is asked.
    if (colorScheme === "dark") axe.withRules(["color-contrast"]);
    else axe.options({ rules: { "target-size": { enabled: true } } });
    const { violations } = await axe.analyze();
    const found = violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ""}`),
    );
    expect.soft(found, `${page.url()} in ${colorScheme}`).toEqual([]);
  }
}

/** Waits for transitions under way: in their middle a colour is neither the one before nor the one after. */
async function settled(): Promise<void> {
  const passing = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
  await Promise.allSettled(passing.map(({ finished }) => finished));
}

/** Keeps a picture for people to look at, in test-results/screens. */
export async function picture(page: Page, name: string, fullPage = true): Promise<void> {
  const file = `${name.replaceAll(/[^a-z0-9]+/gi, "-").toLowerCase()}.png`;
  await page.screenshot({ path: join(root, "e2e/test-results/screens", file), fullPage });
}

/** What of the bar lies over something else of it, or makes the page scroll sideways. */
export function crowded(): string[] {
  const seen = [...document.querySelector("header")!.children].map((child) => ({ name: child.className, box: child.getBoundingClientRect() }));
  const shown = seen.filter(({ box }) => box.width > 2);
  const over = (one: DOMRect, other: DOMRect) =>
    one.left < other.right - 1 && other.left < one.right - 1 && one.top < other.bottom - 1 && other.top < one.bottom - 1;
  const pairs = shown.flatMap((one, place) => shown.slice(place + 1).map((other) => [one, other]));
  const found = pairs.filter(([one, other]) => over(one.box, other.box)).map(([one, other]) => `${one.name} over ${other.name}`);
  const { scrollWidth, clientWidth } = document.documentElement;
  return scrollWidth > clientWidth ? [...found, `${scrollWidth} px wide`] : found;
}
