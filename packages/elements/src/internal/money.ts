/** An amount in minor units, with its currency and how many digits that has. */
export interface Money {
  amount: number;
  currency: string;
  digits: number;
}

/** An amount as people write it: `EGP 1,500`, `50 UNIT`. Digits after the point stay away when they are all zero. */
export function formatMoney(money: Money, language: string): string {
  return joined(parts(money, language));
}

/** What an amount has become more or less by: `+50 UNIT`, `-EGP 1,500`. */
export function formatChange(money: Money, language: string): string {
  return joined(parts(money, language, "exceptZero"));
}

/** The bare number, for where the currency is plain. */
export function formatNumber({ amount, digits }: Omit<Money, "currency">, language: string): string {
  return new Intl.NumberFormat(language, fraction(digits)).format(decimal(amount, digits));
}

const joined = (parts: Intl.NumberFormatPart[]) => parts.map(({ value }) => value).join("");

function parts(
  { amount, currency, digits }: Money,
  language: string,
  signDisplay: "auto" | "exceptZero" = "auto",
): Intl.NumberFormatPart[] {
  // `Intl` accepts three letters and nothing else. Any other code takes the place that a currency's name would have in
  // this language, direction marks included.
  const known = /^[A-Z]{3}$/.test(currency);
  const format = new Intl.NumberFormat(language, {
    ...fraction(digits),
    style: "currency",
    signDisplay,
    currency: known ? currency : "XXX",
    currencyDisplay: known ? "symbol" : "name",
  });
  const parts = format.formatToParts(decimal(amount, digits));
  if (known) return parts;
  return [
    { type: "literal", value: runsLeft(language) ? rightToLeft : "" },
    ...parts.map((part) => (part.type === "currency" ? { ...part, value: currency } : part)),
  ];
}

const rightToLeft = "\u200f";

/** Whether `Intl` marks amounts in this language as running left. Latin letters alone would turn them where nothing stands around. */
const runsLeft = (language: string) =>
  new Intl.NumberFormat(language, { style: "currency", currency: "XXX" }).format(0).startsWith(rightToLeft);

const fraction = (digits: number) =>
  ({ minimumFractionDigits: digits, maximumFractionDigits: digits, trailingZeroDisplay: "stripIfInteger" }) as const;

// A string keeps what a division would round away.
function decimal(amount: number, digits: number): Intl.StringNumericLiteral {
  const sign = amount < 0 ? "-" : "";
  const minor = String(Math.abs(amount)).padStart(digits + 1, "0");
  return `${sign}${minor.slice(0, minor.length - digits)}.${minor.slice(minor.length - digits)}0` as Intl.StringNumericLiteral;
}
