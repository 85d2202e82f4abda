import * as fc from "fast-check";
import { expect, test } from "vitest";
import { formatNumber } from "./money.ts";
import { parseAmount } from "./parse-amount.ts";

const languages = ["en", "en-IN", "ar", "ar-EG", "fa", "ur", "de", "de-CH", "fr", "es", "bn", "hi-u-nu-deva"];
const digits = fc.integer({ min: 0, max: 8 });

test("what is shown in any language reads as the very amount", () => {
  const amount = fc.integer({ min: 1, max: 1_000_000_000_000_000 });
  fc.assert(
    fc.property(fc.constantFrom(...languages), digits, amount, (language, digits, amount) => {
      expect(parseAmount(formatNumber({ digits, amount }, language), digits, language)).toBe(amount);
    }),
    { numRuns: 2000 },
  );
});

test("whatever is typed is an amount that can be moved, and shown again the same, or none", () => {
  const typed = fc.string({ unit: fc.constantFrom(..."0123456789٠١٢٣٤٥٦٧٨٩۰۱۹.,٫٬ ’'-+eE"), maxLength: 20 });
  fc.assert(
    fc.property(fc.constantFrom(...languages), digits, typed, (language, digits, typed) => {
      const amount = parseAmount(typed, digits, language);
      if (amount === null) return;
      expect(Number.isSafeInteger(amount) && amount > 0).toBe(true);
      expect(parseAmount(formatNumber({ digits, amount }, language), digits, language)).toBe(amount);
    }),
    { numRuns: 5000 },
  );
});

test.for([
  ["50", 0, "en", 50],
  [" 1,234.5 ", 2, "en", 123_450],
  ["0.1", 8, "en", 10_000_000],
  ["90071992547.4099", 4, "en", 900_719_925_474_099],
  ["١٢٣٤٫٥", 2, "ar-EG", 123_450],
  ["١٬٢٣٤", 0, "ar-EG", 1234],
  ["12.5", 2, "ar-EG", 1250],
  ["۱۲٫۵", 2, "fa", 1250],
  ["٥٠", 0, "en", 50],
  ["1.234,5", 2, "de", 123_450],
  ["1 234,5", 2, "fr", 123_450],
  ["12,34,567", 0, "en-IN", 1_234_567],
  ["1'234.5", 2, "de-CH", 123_450],
] as const)("%s with %i digits in %s is %i", ([typed, digits, language, amount]) => {
  expect(parseAmount(typed, digits, language)).toBe(amount);
});

test.for([
  ["", "nothing"],
  ["0", "zero"],
  ["-5", "below zero"],
  ["1e3", "not as people write"],
  ["1,50", "a fraction in another language, or a slip"],
  ["1.2.3", "two points"],
  ["1.234", "finer than the currency"],
  ["5.000", "five, or five thousand"],
  ["10000000000000.01", "more than one amount may be"],
  ["NaN", "no number"],
] as const)("%s is no amount: %s", ([typed]) => {
  expect(parseAmount(typed, 2, "en")).toBeNull();
});
