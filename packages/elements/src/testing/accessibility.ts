import axe from "axe-core";
import { describe, expect } from "vitest";
import { page } from "vitest/browser";

interface Form {
  apply: () => void;
}

const forms = ["en, light", "en, dark", "ar-EG, light", "ar-EG, dark"];

/** Runs tests in each form that a page can have: left to right and right to left, light and dark. */
export function describeForm(tests: (form: Form) => void): void {
  for (const name of forms) {
    const [lang = "", scheme] = name.split(", ");
    const apply = () => {
      const page = document.documentElement;
      page.lang = lang;
      page.dir = lang === "en" ? "ltr" : "rtl";
      page.style.cssText = `color-scheme: ${scheme}; background: Canvas; color: CanvasText`;
    };
    describe(name, () => tests({ apply }));
  }
}

// What surrounds an element is the host's. A target's size is in WCAG 2.2, which axe doesn't ask for by itself.
const rules = { region: { enabled: false }, "target-size": { enabled: true } };

/** Fails with what axe finds wrong in the page as it is. */
export async function expectAccessible(): Promise<void> {
  // What is on its way to a colour has none yet that could be measured.
  for (const animation of animationsIn(document)) animation.cancel();
  await keepPicture();
  const { violations } = await axe.run(document.body, { rules });
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`)}`),
  ).toEqual([]);
}

let pictures = 0;

/** For `npm run pictures`: what axe looks at, people look at, too. */
async function keepPicture(): Promise<void> {
  const folder = (import.meta as { env?: Record<string, string> }).env?.["VITE_PICTURES"];
  if (!folder) return;
  const { testPath = "", currentTestName = "" } = expect.getState();
  const [element, file = ""] = testPath.split("/").slice(-2);
  const form = forms.find((name) => currentTestName.includes(name)) ?? "other";
  const name = `${file.replace(".test.ts", "")}-${String(++pictures).padStart(3, "0")}`;
  await page.screenshot({ path: `${folder}/${element}/${form}/${name}.png` });
}

/** Those of elements within elements, too. */
export function animationsIn(root: Document | ShadowRoot): Animation[] {
  const inside = [...root.querySelectorAll("*")].flatMap(({ shadowRoot }) => shadowRoot ?? []);
  return [...root.getAnimations(), ...inside.flatMap(animationsIn)];
}
