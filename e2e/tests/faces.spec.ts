// Every page in each of its faces and each language: nothing that axe finds, in light and dark; a picture is kept.
import { CASES, FACES, KINDS, LANGUAGES, type Language } from "../stack/faces.ts";
import { accessible, picture } from "../stack/look.ts";
import { expect, mixedFleetTest as test, signIn } from "../stack/test.ts";

test("every page of the dashboard has cases", () => {
  expect(KINDS.length).toBeGreaterThan(3);
  expect(Object.keys(CASES).sort()).toEqual([...KINDS].sort());
});

for (const language of Object.keys(LANGUAGES) as Language[]) {
  for (const kind of KINDS) {
    const cases = CASES[kind];
    if (!cases) continue;
    for (const face of FACES) {
      test(`${kind}, ${face}, ${language}`, async ({ page, stack }) => {
        await page.addInitScript((chosen) => {
          localStorage.setItem("lockstep.display", JSON.stringify({ language: chosen }));
        }, LANGUAGES[language]);
        await signIn(page, stack, "/nowhere", language === "es" ? "Principal" : "Main");
        try {
          await cases[face](page, stack);
          await expect(page.locator("html")).toHaveAttribute("lang", language);
          await accessible(page);
          await picture(page, `face ${kind} ${face} ${language}`);
        } finally {
          await page.unrouteAll({ behavior: "ignoreErrors" });
          if (!(await answers(stack.url))) await stack.resumeProxy();
        }
      });
    }
  }
}

async function answers(url: string): Promise<boolean> {
  return fetch(`${url}/healthz`).then(
    () => true,
    () => false,
  );
}
