import { isBursarError, type NewEnrollment, type Price } from "@bursar/sdk";
import { Enrollments } from "@bursar/sdk/resources";
import { reloadOffering } from "./enrollments.ts";
import { pageSession } from "./session.ts";
import { SignedOutError } from "./signed-out.ts";

/** Enrolls at the price that was shown; null is free. */
export async function enroll(offering: string, price: Price | null): Promise<NewEnrollment> {
  const session = pageSession();
  // A price that has come up since must not be charged unseen, so "free" is expected too. XXX is ISO 4217 for none.
  const expectedPrice = { currency: price?.currency ?? "XXX", amount: price?.amount ?? 0 };
  try {
    const enrollment = await session.act(`enroll/${offering}`, (api, options) =>
      new Enrollments(api).create({ offering, expectedPrice }, options),
    );
    if (enrollment.balance) session.publish({ type: "transaction.posted", data: enrollment.balance });
    session.publish({ type: "enrollment.created", data: { offering, enrollment: enrollment.id } });
    return enrollment;
  } catch (error) {
    if (price && isBursarError(error, "wallet.insufficient_funds")) {
      const { currency, available: balance } = error.facts;
      session.publish({ type: "transaction.posted", data: { currency, digits: price.digits, balance } });
    }
    // Something was not as it was shown.
    if (isBursarError(error) || error instanceof SignedOutError) await reloadOffering(offering);
    throw error;
  }
}
