// The most that one amount may be, in minor units.
const amountMax = 1_000_000_000_000_000;

/**
 * Reads what somebody typed as an amount in minor units, exactly; null when it is none that can be moved: not a number
 * above zero, too large, or finer than the currency. It takes the digits, the decimal separator and the grouping of the
 * language, Western digits, and Arabic and Persian ones.
 *
 * @example
 * parseAmount("1,234.5", 2, "en"); // 123450
 * parseAmount("١٢٫٥", 2, "ar-EG"); // 1250
 */
export function parseAmount(typed: string, digits: number, language: string): number | null {
  const { group, decimal, figures } = conventions(language);
  const plain = plainly(typed.trim()).replace(/\p{Nd}/gu, (digit) => {
    // The Arabic and the Persian digits lie in Unicode as the Western ones do.
    return String(/[\d٠-٩۰-۹]/.test(digit) ? digit.charCodeAt(0) & 15 : figures.indexOf(digit));
  });
  // Groups of three, in India of two before them; where they are not as they should be, what looks like a group may have
  // been meant as a fraction. A point is how most keyboards write one, unless here it groups.
  const whole = `(\\d+|\\d{1,3}(?:[${group}]\\d{2,3})*[${group}]\\d{3})`;
  const point = group === "." ? decimal : `.${decimal}`;
  const [, units, fraction = ""] = new RegExp(`^${whole}(?:[${point}](\\d*))?$`).exec(plain) ?? [];
  // Not even zeros beyond the currency's digits: "5.000" is five to one person and five thousand to another.
  if (!units || fraction.length > digits) return null;
  const amount = Number(units.replaceAll(group, "") + fraction.padEnd(digits, "0"));
  return amount > 0 && amount <= amountMax ? amount : null;
}

/** Keyboards have one space and one apostrophe, typography several; and marks of direction, which nobody types. */
const plainly = (text: string): string =>
  text
    .replace(/[\u200e\u200f\u061c]/g, "")
    .replace(/\s/g, " ")
    .replaceAll("’", "'");

function conventions(language: string): { group: string; decimal: string; figures: string[] } {
  const parts = new Intl.NumberFormat(language).formatToParts(9_876_543_210.5);
  const of = (type: string) => parts.filter((part) => part.type === type).map(({ value }) => value);
  return {
    group: plainly(of("group")[0] ?? ","),
    decimal: of("decimal")[0] ?? ".",
    figures: [...of("integer").join("")].reverse(),
  };
}
