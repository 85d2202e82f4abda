import type { Bursar } from "@bursar/sdk";
import { courses, sessions } from "./courses.ts";
import { people } from "./people.ts";

/** Brings what the academy sells, and to whom, into Bursar. Run again, it changes nothing. `site` is its own address. */
export async function seed(bursar: Bursar, site: string): Promise<void> {
  await bursar.currencies.upsert("UNIT", { digits: 0 });
  for (const { id, title, summary, price, accessDays } of courses) {
    await bursar.offerings.upsert(id, {
      kind: "course",
      title: title.en,
      description: summary.en,
      url: `${site}/courses/${id}`,
      accessDays,
      prices: price ? [{ currency: "UNIT", amount: price }] : [],
    });
  }
  for (const { id, title, summary, price, ...session } of sessions) {
    await bursar.offerings.upsert(id, {
      kind: "session",
      title,
      description: summary,
      prices: [{ currency: "UNIT", amount: price }],
      capacity: session.capacity,
      startsAt: session.startsAt,
      endsAt: session.endsAt,
      prerequisites: "prerequisites" in session ? [...session.prerequisites] : [],
    });
  }
  for (const { id: user, name, email, language, units } of people) {
    await bursar.users.upsert(user, { name, email, locale: language });
    const statement = await bursar.transactions.list({ user, currency: "UNIT", limit: 1 });
    if (!units || statement.data.length) continue;
    const topUp = { user, currency: "UNIT", amount: units, reason: "Training budget" };
    await bursar.wallets.topUp(topUp, { idempotencyKey: `seed-${user}` });
  }
}
