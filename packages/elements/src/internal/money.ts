/** An amount in minor units, with its currency and how many digits that has. */
export interface Money {
  amount: number;
  currency: string;
  digits: number;
}

/** An amount as people write it: `EGP 1,500`, `50 UNIT`. Digits after the point stay away when they are all zero. */
export function formatMoney(money: Money, language: string): string {
  return parts(money, language)
    .map(({ value }) => value)
    .join("");
}

/** The bare number, for where the currency is plain. */
export function formatNumber({ amount, digits }: Omit<Money, "currency">, language: string): string {
  return new Intl.NumberFormat(language, fraction(digits)).format(decimal(amount, digits));
}

export function parts({ amount, currency, digits }: Money, language: string): Intl.NumberFormatPart[] {
  // `Intl` accepts three letters and nothing else. Any other code takes the place that a currency's name would have in
  // this language, direction marks included.
  const known = /^[A-Z]{3}$/.test(currency);
  const format = new Intl.NumberFormat(language, {
    ...fraction(digits),
    style: "currency",
    currency: known ? currency : "XXX",
    currencyDisplay: known ? "symbol" : "name",
  });
  return format
    .formatToParts(decimal(amount, digits))
    .map((part) => (part.type === "currency" && !known ? { ...part, value: currency } : part));
}

const fraction = (digits: number) =>
  ({ minimumFractionDigits: digits, maximumFractionDigits: digits, trailingZeroDisplay: "stripIfInteger" }) as const;

// A string keeps what a division would round away.
function decimal(amount: number, digits: number): Intl.StringNumericLiteral {
  const sign = amount < 0 ? "-" : "";
  const minor = String(Math.abs(amount)).padStart(digits + 1, "0");
  return `${sign}${minor.slice(0, minor.length - digits)}.${minor.slice(minor.length - digits)}0` as Intl.StringNumericLiteral;
}
