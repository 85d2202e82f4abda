import { expect, test } from "vitest";
import { formatChange, formatMoney, formatNumber } from "./money.ts";

test.for([
  ["UNIT", 0, 50, "50 UNIT"],
  ["UNIT", 0, -50, "-50 UNIT"],
  ["XP", 0, 1_234_567, "1,234,567 XP"],
  ["EGP", 2, 123_450, "EGP 1,234.50"],
  ["EGP", 2, 49_900, "EGP 499"],
  ["USD", 2, 5, "$0.05"],
  ["USD", 2, -5, "-$0.05"],
  ["JPY", 0, 500, "¥500"],
  ["KWD", 3, 1_001, "KWD 1.001"],
  ["CREDIT", 8, 1, "0.00000001 CREDIT"],
  ["USD", 2, Number.MAX_SAFE_INTEGER, "$90,071,992,547,409.91"],
] as const)("%s with %i digits: %i is %s", ([currency, digits, amount, shown]) => {
  expect(formatMoney({ currency, digits, amount }, "en").replaceAll(/\s/g, " ")).toBe(shown);
});

test("follows the digits and the order of the language", () => {
  const price = { currency: "EGP", digits: 2, amount: 123_450 };
  expect(formatNumber(price, "ar-EG")).toBe("١٬٢٣٤٫٥٠");
  expect(formatMoney({ ...price, currency: "UNIT" }, "de")).toBe("1.234,50 UNIT");
});

test("in Arabic an amount runs left, wherever it stands and whatever letters its currency has", () => {
  const box = document.createElement("bdi");
  document.body.append(box);
  for (const currency of ["EGP", "UNIT"]) {
    box.textContent = formatMoney({ currency, digits: 0, amount: 50 }, "ar-EG");
    const at = (place: number) => {
      const range = document.createRange();
      range.setStart(box.firstChild as Text, place);
      range.setEnd(box.firstChild as Text, place + 1);
      return range.getBoundingClientRect().left;
    };
    const number = box.textContent.indexOf("٥");
    expect(at(number)).toBeGreaterThan(at(box.textContent.search(/[^\u200f٠-٩\s]/)));
  }
  box.remove();
});

test("a change has its sign", () => {
  const change = { currency: "UNIT", digits: 0 };
  expect(formatChange({ ...change, amount: 50 }, "en")).toMatch(/^\+50/);
  expect(formatChange({ ...change, amount: -50 }, "en")).toMatch(/^-50/);
});
