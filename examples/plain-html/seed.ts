import type { Bursar } from "@bursar/sdk";
import { courses, membership, sessions } from "./courses.ts";
import { liveCourse, policies, scheduleLive } from "./live.ts";
import { people, welcomeCredit } from "./people.ts";
import { webhooksPath } from "./webhooks.ts";

/** Brings what the academy sells, and to whom, into Bursar. Run again, it changes nothing. `site` is its own address. */
export async function seed(bursar: Bursar, site: string, now: Date): Promise<void> {
  await bursar.currencies.upsert("UNIT", { digits: 0 });
  const signUpCredit = { currency: "UNIT", amount: welcomeCredit, expiresInDays: null };
  await bursar.tenant.update({ settings: { signUpCredit, ...policies } });
  await listen(bursar, `${site}${webhooksPath}`);
  // Before the offerings: one of them is a payee.
  await admit(bursar);
  await bursar.splitPlans.upsert("teacher-70", {
    name: "Teacher 70, academy 30",
    shares: [
      { party: "payee", basisPoints: 7000, takesResidue: true },
      { party: "platform", basisPoints: 3000 },
    ],
  });
  await scheduleLive(bursar, site, now);
  await offer(bursar, site);
}

/** The site may have moved to another port. */
async function listen(bursar: Bursar, url: string): Promise<void> {
  const description = "The academy's server";
  const { data } = await bursar.webhookEndpoints.list();
  const own = data.find((endpoint) => endpoint.description === description);
  if (!own) await bursar.webhookEndpoints.create({ url, description, signature: "ed25519" });
  else if (own.url !== url || !own.enabled) await bursar.webhookEndpoints.update(own.id, { url, enabled: true });
}

/** All at once: a course names its sessions, and a session the course that comes before it. */
async function offer(bursar: Bursar, site: string): Promise<void> {
  const priced = (price: number) => ({ prices: price ? [{ currency: "UNIT", amount: price }] : [] });
  const { results } = await bursar.offerings.upsertBatch([
    ...courses
      .filter(({ id }) => id !== liveCourse)
      .map(({ id, title, summary, price, accessDays, sessions }) => ({
        id,
        kind: "course" as const,
        title: title.en,
        description: summary.en,
        url: `${site}/courses/${id}`,
        accessDays,
        includes: sessions,
        ...priced(price),
      })),
    ...sessions.map(({ summary: description, price, ...session }) => ({
      ...session,
      kind: "session" as const,
      description,
      ...priced(price),
    })),
    {
      id: membership.id,
      kind: "membership" as const,
      title: membership.title.en,
      description: membership.summary.en,
      url: `${site}/#courses`,
      accessDays: membership.accessDays,
      includes: courses.map(({ id }) => id),
      ...priced(membership.price),
    },
  ]);
  for (const result of results)
    if (result.outcome === "refused") throw new Error(`${result.id}: ${result.problem.title}`);
}

async function admit(bursar: Bursar): Promise<void> {
  for (const { id: user, name, email, language, units } of people) {
    // Whoever is new has the welcome credit now.
    await bursar.users.upsert(user, { name, email, locale: language });
    const { data } = await bursar.transactions.list({ user, currency: "UNIT", limit: 2 });
    const isNew = data.every(({ type }) => type === "sign_up_credit");
    if (!units || !isNew) continue;
    const topUp = { user, currency: "UNIT", amount: units, reason: "Training budget" };
    await bursar.wallets.topUp(topUp, { idempotencyKey: `seed-${user}` });
  }
}
