import type { EarningsLine, Offering, Payout } from "@bursar/sdk";
import { Earnings, Payouts } from "@bursar/sdk/resources";
import { concernsEarnings, earningsQuery } from "./earnings.ts";
import { offeringsOf } from "./offerings-of.ts";
import { type PagesQuery, pagesQuery } from "./pages.ts";
import { pageSession } from "./session.ts";

/** A line of a payee's statement, with the session that it came from, unless that is gone. */
export interface EarningsLineOf extends EarningsLine {
  session: Offering | undefined;
}

/** What happened to the signed-in user's earnings in a currency. */
export const earningsLinesQuery = (currency: string): PagesQuery<EarningsLineOf> =>
  pagesQuery({
    key: `earnings/${currency}`,
    list: async (api, filter, known) => {
      const { data, page } = await new Earnings(api).lines({ currency, ...filter });
      const before = new Map(known.flatMap(({ session }) => (session ? [[session.id, session]] : [])));
      const offerings = await offeringsOf(api, data.flatMap(sessionOf), before);
      return { data: data.map((line) => ({ ...line, session: offerings.get(sessionOf(line)[0] ?? "") })), page };
    },
    concerns: concernsEarnings,
  });

const sessionOf = ({ type, reference }: EarningsLine): string[] =>
  reference && (type === "release" || type === "clawback") ? [reference] : [];

/** The signed-in user's payouts. */
export const myPayoutsQuery: PagesQuery<Payout> = pagesQuery({
  key: "my-payouts",
  list: async (api, filter) => new Payouts(api).list(filter),
  concerns: concernsEarnings,
});

/** What somebody asks to be paid out, in minor units, and where to. */
export interface PayoutWish {
  currency: string;
  amount: number;
  destination: string;
}

/** Asks for it once, however often it is tried. */
export async function requestPayout(wish: PayoutWish): Promise<Payout> {
  const session = pageSession();
  try {
    const payout = await session.act(`payout/${JSON.stringify(wish)}`, (api, options) =>
      new Payouts(api).create(wish, options),
    );
    const { id, currency, amount, status } = payout;
    await session.publish({ type: "payout.updated", data: { payout: id, currency, amount, status } });
    return payout;
  } catch (error) {
    // Something was not as it was shown.
    void session.resource(earningsQuery).refresh();
    throw error;
  }
}
