import { isBursarError, type NewEnrollment, type OfferingStatus, type Price } from "@bursar/sdk";
import { pageSession, type Query } from "./session.ts";

/** An offering with its prices, as the user sees it: may they enter, can they pay? */
export const offeringQuery = (offering: string): Query<OfferingStatus> => ({
  key: `offering/${offering}`,
  load: ({ offerings }) => offerings.status({ offering }),
  follow: (fact, resource) => {
    const status = resource.value;
    if (fact.type === "transaction.posted" && status) {
      const balances = status.balances.map((known) => (known.currency === fact.data.currency ? fact.data : known));
      return resource.set({ ...status, balances });
    }
    if (fact.type !== "transaction.posted" && !("offering" in fact.data && fact.data.offering === offering)) return;
    if (fact.type !== "enrollment.created" || !status) return void resource.refresh();
    resource.set({ ...status, access: { ...status.access, allowed: true, enrollment: fact.data.enrollment } });
  },
});

/** Enrolls at the price that was shown; null is free. */
export async function enroll(offering: string, price: Price | null): Promise<NewEnrollment> {
  const session = pageSession();
  // A price that has come up since must not be charged unseen, so "free" is expected too. XXX is ISO 4217 for none.
  const expectedPrice = { currency: price?.currency ?? "XXX", amount: price?.amount ?? 0 };
  try {
    const enrollment = await session.act(`enroll/${offering}`, ({ enrollments }, options) =>
      enrollments.create({ offering, expectedPrice }, options),
    );
    session.publish({ type: "enrollment.created", data: { offering, enrollment: enrollment.id } });
    if (enrollment.balance) session.publish({ type: "transaction.posted", data: enrollment.balance });
    return enrollment;
  } catch (error) {
    if (price && isBursarError(error, "wallet.insufficient_funds")) {
      const { currency, available: balance } = error.facts;
      session.publish({ type: "transaction.posted", data: { currency, digits: price.digits, balance } });
    }
    if (isBursarError(error)) await session.resource(offeringQuery(offering)).refresh();
    throw error;
  }
}
