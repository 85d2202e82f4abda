import type { TestTenant } from "./api.ts";

/** One of each record that a request can name. */
export interface Records {
  user: string;
  other: string;
  currency: string;
  offering: string;
  session: string;
  transaction: string;
  pending: string;
  key: string;
  enrollment: string;
  entitlement: string;
  plan: string;
  /** Of the user's purchase, whose money waits. */
  bought: string;
  hold: string;
  payout: string;
  /** A payout that waits for an approval. */
  asked: string;
  batch: string;
  endpoint: string;
  delivery: string;
  /** Without a place, and the user waits for one. */
  full: string;
}

/** A request to an operation that is in order: its path's ids, its query, and a body of each shape that it takes. */
export interface Sample {
  params?: Record<string, string>;
  query?: Record<string, string>;
  bodies?: object[];
}

export type HostIds = Pick<Records, "user" | "other" | "currency" | "offering" | "session" | "plan">;

export const hostIds: HostIds = {
  user: "amina",
  other: "omar",
  currency: "UNIT",
  offering: "dot-hazmat",
  session: "webinar",
  plan: "teacher-70",
};

const shares = [
  { party: "payee", basisPoints: 7000, takesResidue: true },
  { party: "referrer", basisPoints: 1000, takesResidue: false },
  { party: "user", user: "omar", basisPoints: 1000, takesResidue: false },
  { party: "platform", basisPoints: 1000, takesResidue: false },
];

const aDayAgo = { startsAt: "2026-11-19T10:00:00Z", endsAt: "2026-11-19T11:00:00Z" };

/** Gives a tenant one of each record. */
export async function furnish({ server, settings, tenant, as }: TestTenant, ids: HostIds = hostIds): Promise<Records> {
  const { user, other, currency, offering, session, plan } = ids;
  const post = async (body: object) => (await server("POST", "/v1/transactions", body)).body.id as string;
  await server("PUT", `/v1/currencies/${currency}`, {});
  await server("PUT", `/v1/users/${user}`, { name: "Amina" });
  await server("PUT", `/v1/users/${other}`, {});
  await server("PUT", `/v1/offerings/${offering}`, { prices: [{ currency, amount: 50 }] });
  await server("PUT", `/v1/offerings/${session}`, { kind: "session", ...aDayAgo });
  await server("PUT", "/v1/tenant/livekit", { apiKey: "APIwLeah7g4f", secret: "a-secret-of-livekit" });
  const transaction = await post({ type: "top_up", user, currency, amount: 1000, reason: "cash" });
  const pending = await post({ type: "spend", user, currency, amount: 10, pendingUntil: "2027-01-01T00:00:00Z" });
  const key = await server("POST", "/v1/keys", { kind: "publishable", name: "page", origins: ["https://a.example"] });
  const granted = await server("POST", `/v1/users/${other}/entitlements`, { offering, reason: "Teaches here" });
  const { id: enrollment, entitlements } = granted.body;
  await server("PUT", `/v1/split-plans/${plan}`, { name: "Teacher 70", shares });
  await server("PUT", `/v1/offerings/${offering}-live`, {
    payee: other,
    splitPlan: plan,
    prices: [{ currency, amount: 50 }],
  });
  const { body: bought } = await server("POST", `/v1/users/${user}/enrollments`, { offering: `${offering}-live` });
  await server("PUT", `/v1/offerings/${offering}-full`, { capacity: 0 });
  await server("POST", `/v1/users/${user}/waitlist`, { offering: `${offering}-full` });
  const { body: holds } = await server("GET", `/v1/holds?user=${user}&offering=${offering}-live`);
  await server("PUT", `/v1/offerings/${offering}-over`, { payee: other, prices: [{ currency, amount: 50 }] });
  await server("POST", `/v1/users/${user}/enrollments`, { offering: `${offering}-over` });
  const { body: over } = await server("GET", `/v1/holds?user=${user}&offering=${offering}-over`);
  await settings({
    release: { ...tenant.settings.release, maturityDays: 0 },
    payouts: { minimum: [], approvalAbove: [] },
  });
  await server("POST", `/v1/holds/${over.data[0].id}/decide`, { release: 50, reason: "Delivered" });
  const withdraw = async () =>
    (await server("POST", `/v1/users/${other}/payouts`, { currency, amount: 10, destination: "EG38" })).body.id;
  await withdraw();
  const { body: batch } = await server("POST", "/v1/payout-batches", { currency });
  const payout = await withdraw();
  await settings({ payouts: { minimum: [], approvalAbove: [{ currency, amount: 5 }] } });
  const { body: asking } = await (await as(other))("POST", "/v1/me/payouts", {
    currency,
    amount: 10,
    destination: "EG38",
  });
  // The user is somebody's teacher, too.
  await post({ type: "top_up", user: other, currency, amount: 50, reason: "cash" });
  await server("PUT", `/v1/offerings/${offering}-own`, { payee: user, prices: [{ currency, amount: 50 }] });
  await server("POST", `/v1/users/${other}/enrollments`, { offering: `${offering}-own` });
  const { body: own } = await server("GET", `/v1/holds?payee=${user}`);
  await server("POST", `/v1/holds/${own.data[0].id}/decide`, { release: 50, reason: "Delivered" });
  const endpoint = await server("POST", "/v1/webhook-endpoints", { url: "https://a.example/webhooks" });
  const delivery = await server("POST", `/v1/webhook-endpoints/${endpoint.body.id}/test`);
  return {
    ...{ ...ids, transaction, pending, key: key.body.id, enrollment, entitlement: entitlements[0].id },
    ...{ bought: bought.id, hold: holds.data[0].id, payout, asked: asking.id, batch: batch.id },
    ...{ endpoint: endpoint.body.id, delivery: delivery.body.id, full: `${offering}-full` },
  };
}

/** Of every operation in the contract, by its id. A new operation needs one: without it, the tests over all of them fail. */
export function samplesOf({
  user,
  other,
  currency,
  offering,
  session,
  transaction,
  pending,
  key,
  enrollment,
  entitlement,
  plan,
  bought,
  hold,
  payout,
  asked,
  batch,
  endpoint,
  delivery,
  full,
}: Records) {
  const posting = { user, currency, amount: 5, description: "d", reference: "r", metadata: { campaign: "spring" } };
  const expiry = { expiresAt: "2027-03-31T00:00:00Z" };
  const postings = [
    { type: "grant", ...posting, reason: "welcome", ...expiry, expiresOn: undefined },
    { type: "grant", ...posting, expiresOn: "2027-03-31" },
    { type: "top_up", ...posting, reason: "cash", refundable: true, ...expiry },
    { type: "top_up", ...posting, reason: "cash", expiresOn: "2027-03-31" },
    { type: "deposit", ...posting, refundable: false, ...expiry },
    { type: "deposit", ...posting, expiresOn: "2027-03-31" },
    { type: "spend", ...posting, pendingUntil: "2027-03-31T00:00:00Z" },
    { type: "adjustment", ...posting, reason: "goodwill", about: transaction, overdraft: false },
    { type: "transfer", ...posting, to: other, fee: 1 },
  ];
  const list = { limit: "2" };
  const purchase = { offering, currency, expectedPrice: { currency, amount: 50 } };
  const cancelling = { expectedRefund: 50, waiveRefund: false, destination: "lots" };
  const withdrawal = { currency, amount: 10, destination: "EG380019000500000000263180002" };
  const described = {
    kind: "course",
    title: "DOT HAZMAT",
    description: "d",
    url: "https://academy.example/dot-hazmat",
    available: true,
    capacity: 30,
    opensAt: "2026-01-01T00:00:00Z",
    closesAt: "2027-01-01T00:00:00Z",
    startsAt: "2026-01-01T00:00:00Z",
    endsAt: "2027-02-01T00:00:00Z",
    accessDays: 30,
    payee: other,
    splitPlan: plan,
    includes: [],
    prerequisites: [],
    prices: [{ currency, amount: 50 }],
    metadata: { level: 1 },
  };
  return {
    "users.upsert": {
      params: { user },
      bodies: [
        {
          name: "Amina",
          email: "amina@example.com",
          locale: "ar-EG",
          referrer: other,
          metadata: { grade: 7, paid: true },
        },
      ],
    },
    "users.retrieve": { params: { user } },
    "users.list": { query: { ...list, search: "ami" } },
    "me.retrieve": {},
    "userTokens.create": { bodies: [{ user, roles: ["learner"], expiresInSeconds: 900 }] },

    "me.wallets.list": {},
    "users.wallets.list": { params: { user } },
    "me.wallets.retrieve": { params: { currency } },
    "users.wallets.retrieve": { params: { user, currency } },
    "wallets.freeze": { params: { user, currency }, bodies: [{ reason: "under review" }] },
    "wallets.unfreeze": { params: { user, currency } },

    "me.transactions.list": { params: { currency }, query: list },
    "users.transactions.list": { params: { user, currency }, query: list },
    "me.transactions.retrieve": { params: { transaction } },
    "users.transactions.retrieve": { params: { user, transaction } },
    "me.transactions.receipt": { params: { transaction } },
    "users.transactions.receipt": { params: { user, transaction } },
    "transactions.retrieve": { params: { transaction } },
    "transactions.create": { bodies: postings },
    "wallets.topUp": {
      params: { user, currency },
      bodies: [
        { ...without(posting, "user", "currency"), reason: "cash", refundable: true, ...expiry },
        { amount: 5, reason: "cash", expiresOn: "2027-03-31" },
      ],
    },
    "transactions.createBatch": { bodies: postings.map((one) => ({ transactions: [one] })) },
    "transactions.reverse": {
      params: { transaction },
      bodies: [{ amount: 1, reason: "by mistake", description: "d", overdraft: false }],
    },
    "transactions.settle": { params: { transaction: pending } },
    "transactions.fail": { params: { transaction: pending } },

    "currencies.upsert": { params: { currency }, bodies: [{ digits: 0 }] },
    "currencies.list": {},

    "offerings.upsert": { params: { offering }, bodies: [described] },
    "offerings.upsertBatch": { bodies: [{ offerings: [{ id: offering, ...described }] }] },
    "offerings.retrieve": { params: { offering } },
    "offerings.list": { query: { ...list, kind: "course", search: "haz" } },
    "offerings.cancel": { params: { offering: session }, bodies: [{ reason: "The teacher is ill" }] },
    "prices.list": { params: { offering }, query: list },
    "prices.set": { params: { offering, currency }, bodies: [{ amount: 50 }] },
    "prices.remove": { params: { offering, currency } },

    "me.enrollments.create": { bodies: [purchase] },
    "users.enrollments.create": { params: { user }, bodies: [purchase] },
    "me.enrollments.list": { query: { ...list, kind: "course" } },
    "users.enrollments.list": { params: { user }, query: { ...list, kind: "course" } },
    "me.access.check": { params: { offering } },
    "users.access.check": { params: { user, offering } },
    "enrollments.listAll": { query: { ...list, offering, status: "active" } },
    "enrollments.retrieve": { params: { enrollment } },
    "enrollments.update": { params: { enrollment }, bodies: [{ completionPercentage: 40 }] },
    "me.enrollments.cancellation": { params: { enrollment: bought } },
    "users.enrollments.cancellation": { params: { user, enrollment: bought } },
    "me.enrollments.cancel": { params: { enrollment: bought }, bodies: [cancelling] },
    "users.enrollments.cancel": { params: { user, enrollment: bought }, bodies: [cancelling] },
    "enrollments.cancelAny": {
      params: { enrollment: bought },
      bodies: [{ refund: "policy", reason: "Asked by mail", destination: "lots" }],
    },
    "me.enrollments.confirm": { params: { enrollment: bought } },
    "users.enrollments.confirm": { params: { user, enrollment: bought } },
    "me.enrollments.dispute": { params: { enrollment: bought }, bodies: [{ reason: "Nobody came" }] },
    "users.enrollments.dispute": { params: { user, enrollment: bought }, bodies: [{ reason: "Nobody came" }] },
    "me.waitlist.join": { bodies: [{ offering: full }] },
    "users.waitlist.join": { params: { user }, bodies: [{ offering: full }] },
    "me.waitlist.list": { query: list },
    "users.waitlist.list": { params: { user }, query: list },
    "me.waitlist.leave": { params: { offering: full } },
    "users.waitlist.leave": { params: { user, offering: full } },
    "waitlist.listOf": { params: { offering: full }, query: list },
    "holds.list": { query: { ...list, status: "held", user, payee: other, offering, disputed: "false" } },
    "holds.retrieve": { params: { hold } },
    "holds.decide": { params: { hold }, bodies: [{ release: 1, refund: 1, reason: "Half of it" }] },
    "holds.ageing": {},
    "me.earnings.list": {},
    "users.earnings.list": { params: { user: other } },
    "me.earnings.lines": { params: { currency }, query: list },
    "users.earnings.lines": { params: { user: other, currency }, query: list },
    "me.payouts.create": { bodies: [withdrawal] },
    "users.payouts.create": { params: { user: other }, bodies: [withdrawal] },
    "me.payouts.list": { query: list },
    "users.payouts.list": { params: { user: other }, query: list },
    "payouts.listAll": { query: { ...list, status: "approved", user: other, batch } },
    "payouts.approve": { params: { payout: asked } },
    "payouts.reject": { params: { payout }, bodies: [{ reason: "No such account" }] },
    "payouts.pay": { params: { payout }, bodies: [{ reference: "TRX-1" }] },
    "payouts.fail": { params: { payout }, bodies: [{ reason: "Bounced" }] },
    "payoutBatches.create": { bodies: [{ currency }] },
    "payoutBatches.export": { params: { batch } },
    "payoutBatches.pay": { params: { batch }, bodies: [{ reference: "TRX-1" }] },
    "splitPlans.upsert": { params: { plan }, bodies: [{ name: "Teacher 70", shares }] },
    "splitPlans.retrieve": { params: { plan } },
    "splitPlans.list": { query: list },
    "entitlements.grant": {
      params: { user },
      bodies: [{ offering, reason: "Teaches here", expiresAt: "2027-01-01T00:00:00Z", overCapacity: false }],
    },
    "entitlements.revoke": { params: { entitlement }, bodies: [{ reason: "Left" }] },
    "me.offerings.statuses": { query: { ...list, kind: "course", search: "haz", includedIn: offering } },
    "users.offerings.statuses": {
      params: { user },
      query: { ...list, kind: "course", search: "haz", includedIn: offering },
    },
    "me.offerings.status": { params: { offering } },
    "users.offerings.status": { params: { user, offering } },
    "offerings.students": { params: { offering } },

    "attendance.report": {
      params: { offering: session },
      bodies: [
        { events: [{ id: "e1", user, connection: "c", type: "joined", at: "2026-11-19T10:00:00Z", host: false }] },
        { events: [{ user: other, connection: "c", type: "left", at: "2026-11-19T10:30:00Z" }] },
      ],
    },
    "attendance.set": {
      params: { offering: session, user },
      bodies: [
        { minutes: 40, reason: "Joined by telephone" },
        { status: "attended", reason: "Joined by telephone" },
      ],
    },
    "attendance.reset": { params: { offering: session, user } },
    "attendance.list": { params: { offering: session }, query: list },
    "me.attendance.mine": { query: { ...list, offering: session } },
    "users.attendance.mine": { params: { user }, query: { ...list, offering: session } },
    "livekit.set": { bodies: [{ apiKey: "APIwLeah7g4f", secret: "a-secret-of-livekit" }] },
    "livekit.retrieve": {},
    "livekit.remove": {},

    "events.list": { query: list },
    "me.events.stream": {},
    "auditRecords.list": { query: { ...list, object: `wallet:${user}/${currency}` } },

    "ledger.verify": {},
    "ledger.accounts": {},

    "tenant.retrieve": {},
    "tenant.update": {
      bodies: [
        {
          name: "Academy",
          settings: {
            timezone: "Africa/Cairo",
            signUpCredit: { currency, amount: 20, expiresInDays: 30 },
            refundToExpiredLot: { policy: "reissue", graceDays: 7 },
            attendedPercent: 60,
            identityProvider: {
              jwksUrl: "https://id.example/keys",
              issuer: "https://id.example",
              audience: "academy",
              rolesClaim: "roles",
            },
          },
        },
        { settings: { refundToExpiredLot: { policy: "forfeit" } } },
        {
          settings: {
            cancellation: { from: "start", hours: -24, percent: 50, destinations: ["lots", "credit"] },
            release: { disputeHours: 24, maturityDays: 3, attendance: { mode: "decide" }, unknownPresence: "decide" },
            payouts: { minimum: [{ currency, amount: 10 }], approvalAbove: [{ currency, amount: 100 }] },
            waitlist: { open: true, offerHours: 48 },
          },
        },
        {
          settings: {
            release: {
              disputeHours: 24,
              maturityDays: 3,
              attendance: { mode: "table", steps: [{ attendedPercent: 50, releasedPercent: 100 }] },
              unknownPresence: "release",
            },
          },
        },
      ],
    },
    "keys.list": {},
    "keys.create": {
      bodies: [
        { kind: "secret", name: "reports", scopes: ["wallets:read"] },
        { kind: "publishable", name: "page", origins: ["https://academy.example"] },
      ],
    },
    "keys.update": { params: { key }, bodies: [{ origins: ["https://academy.example"] }] },
    "keys.rotate": { params: { key }, bodies: [{ overlapSeconds: 60 }] },
    "keys.revoke": { params: { key } },
    "webhookEndpoints.create": {
      bodies: [
        {
          url: "https://academy.example/webhooks",
          description: "The academy",
          eventTypes: ["user.created"],
          signature: "ed25519",
        },
      ],
    },
    "webhookEndpoints.list": {},
    "webhookEndpoints.retrieve": { params: { endpoint } },
    "webhookEndpoints.update": {
      params: { endpoint },
      bodies: [
        {
          url: "https://academy.example/webhooks",
          description: "The academy",
          eventTypes: ["user.created"],
          enabled: true,
        },
      ],
    },
    "webhookEndpoints.delete": { params: { endpoint } },
    "webhookEndpoints.rotateSecret": {
      params: { endpoint },
      bodies: [{ overlapSeconds: 60, signature: "hmac-sha256" }],
    },
    "webhookEndpoints.replay": {
      params: { endpoint },
      bodies: [{ since: "2026-11-20T00:00:00Z", which: "all" }],
    },
    "webhookEndpoints.test": { params: { endpoint } },
    "webhookDeliveries.list": { params: { endpoint }, query: { ...list, status: "pending" } },
    "webhookDeliveries.retry": { params: { endpoint, delivery } },

    "tokenSecrets.rotate": { bodies: [{ overlapSeconds: 86_400 }] },
  } satisfies Record<string, Sample> as Record<string, Sample>;
}

function without<T extends object, K extends keyof T>(value: T, ...names: K[]): Omit<T, K> {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name as K))) as Omit<T, K>;
}
