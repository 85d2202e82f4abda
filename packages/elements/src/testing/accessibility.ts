import axe from "axe-core";
import { describe, expect } from "vitest";

interface Form {
  apply: () => void;
}

/** Runs tests in each form that a page can have: left to right and right to left, light and dark. */
export function describeForm(tests: (form: Form) => void): void {
  for (const lang of ["en", "ar-EG"]) {
    for (const scheme of ["light", "dark"]) {
      const apply = () => {
        const page = document.documentElement;
        page.lang = lang;
        page.dir = lang === "en" ? "ltr" : "rtl";
        page.style.cssText = `color-scheme: ${scheme}; background: Canvas; color: CanvasText`;
      };
      describe(`${lang}, ${scheme}`, () => tests({ apply }));
    }
  }
}

// What surrounds an element is the host's. A target's size is in WCAG 2.2, which axe doesn't ask for by itself.
const rules = { region: { enabled: false }, "target-size": { enabled: true } };

/** Fails with what axe finds wrong in the page as it is. */
export async function expectAccessible(): Promise<void> {
  // What is on its way to a colour has none yet that could be measured.
  for (const animation of animationsIn(document)) animation.cancel();
  const { violations } = await axe.run(document.body, { rules });
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`)}`),
  ).toEqual([]);
}

/** Those of elements within elements, too. */
export function animationsIn(root: Document | ShadowRoot): Animation[] {
  const inside = [...root.querySelectorAll("*")].flatMap(({ shadowRoot }) => shadowRoot ?? []);
  return [...root.getAnimations(), ...inside.flatMap(animationsIn)];
}
