import type { catalog } from "@bursar/sdk/contract";
import type { Context } from "../platform/context.ts";
import { ProblemError } from "../platform/problem.ts";
import { upsertOffering } from "./upsert-offerings.ts";

/** Sets or (null) ends the price of an offering in one currency; the others stay. */
export async function changePrice(
  context: Context,
  id: string,
  currency: string,
  amount: number | null,
): Promise<catalog.Offering> {
  return upsertOffering(context, id, (before) => {
    if (!before) throw new ProblemError("offering.not_found", {});
    const others = before.prices.filter((price) => price.currency !== currency);
    return { prices: amount === null ? others : [...others, { currency, amount }] };
  });
}
