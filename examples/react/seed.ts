import type { Bursar } from "@bursar/sdk";
import { courses } from "./courses.ts";
import { people, welcomeCredit } from "./people.ts";

/** Brings what the school sells, and to whom, into Bursar. Run again, it changes nothing. `site` is its own address. */
export async function seed(bursar: Bursar, site: string): Promise<void> {
  await bursar.currencies.upsert("UNIT", { digits: 0 });
  const signUpCredit = { currency: "UNIT", amount: welcomeCredit, expiresInDays: null };
  await bursar.tenant.update({ settings: { signUpCredit } });
  for (const { id, title, summary, price } of courses) {
    await bursar.offerings.upsert(id, {
      kind: "course",
      title: title.en,
      description: summary.en,
      url: `${site}/courses/${id}`,
      prices: price ? [{ currency: "UNIT", amount: price }] : [],
    });
  }
  await bursar.offerings.upsert("open-evening", {
    kind: "session",
    title: "Open evening",
    description: "Bring what is broken. Whoever can, helps.",
    prices: [{ currency: "UNIT", amount: 10 }],
    capacity: 20,
    startsAt: "2037-09-11T16:00:00Z",
    endsAt: "2037-09-11T19:00:00Z",
  });
  for (const { id: user, name, units: amount } of people) {
    // Whoever is new has the welcome credit now.
    await bursar.users.upsert(user, { name });
    const { data } = await bursar.transactions.list({ user, currency: "UNIT", limit: 2 });
    const isNew = data.every(({ type }) => type === "sign_up_credit");
    if (!amount || !isNew) continue;
    const topUp = { user, currency: "UNIT", amount, reason: "Training budget" };
    await bursar.wallets.topUp(topUp, { idempotencyKey: `seed-${user}` });
  }
}
