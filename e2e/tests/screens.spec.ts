// A picture of every page in light and dark, at a desk's width and a telephone's, kept for people to look at.
import { picture } from "../stack/look.ts";
import { places } from "../stack/places.ts";
import { mixedFleetTest as test } from "../stack/test.ts";

for (const [width, height] of [
  [1440, 900],
  [360, 800],
]) {
  test(`pictures of every page, ${width} px wide`, async ({ page, stack, emptyStack }) => {
    test.setTimeout(300_000);
    await page.setViewportSize({ width, height });
    for (const place of await places(stack, emptyStack)) {
      await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
      await place.open(page);
      await picture(page, `${place.name} ${width} light`);
      await page.emulateMedia({ colorScheme: "dark" });
      await picture(page, `${place.name} ${width} dark`);
    }
  });
}
