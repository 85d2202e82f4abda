/** The body of a posting, but for whose it is. The currency is UNIT unless it says otherwise. */
export type Posting = { type: string; amount: unknown } & Record<string, unknown>;
type More = Record<string, unknown>;

export const grant = (amount: unknown, more?: More): Posting => ({ type: "grant", amount, ...more });
export const topUp = (amount: unknown, more?: More): Posting => ({ type: "top_up", amount, reason: "cash", ...more });
export const deposit = (amount: unknown, more?: More): Posting => ({
  type: "deposit",
  amount,
  reference: "contract 7",
  ...more,
});
export const spend = (amount: unknown, more?: More): Posting => ({ type: "spend", amount, ...more });
export const adjustment = (amount: unknown, more?: More): Posting => ({
  type: "adjustment",
  amount,
  reason: "correction",
  ...more,
});
export const transfer = (amount: unknown, to: string, more?: More): Posting => ({
  type: "transfer",
  amount,
  to,
  ...more,
});
