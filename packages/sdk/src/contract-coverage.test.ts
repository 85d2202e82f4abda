import { describe, expect, test } from "vitest";
import { Bursar } from "./client.ts";
import { type Operation, operations } from "./contract/index.ts";
import { Resource } from "./resources/resource.ts";
import { baseUrl, fakeApi } from "./testing/fake-api.ts";

const born = "01jd3f6q8reg5tm2y0v9k4wxab";
const id = {
  txn: `txn_${born}`,
  key: `key_${born}`,
  enr: `enr_${born}`,
  ent: `ent_${born}`,
  hold: `hold_${born}`,
  pay: `pay_${born}`,
  bat: `bat_${born}`,
  whe: `whe_${born}`,
  evt: `evt_${born}`,
};
const wallet = { currency: "UNIT" };
const user = "amina/42";

/** How each operation of the contract is called, by its id. */
const calls: Record<string, (bursar: Bursar) => unknown> = {
  "users.upsert": (bursar) => bursar.users.upsert(user, { name: "Amina" }),
  "users.retrieve": (bursar) => bursar.users.retrieve(user),
  "users.list": (bursar) => bursar.users.list({ search: "amina", limit: 5 }),
  "me.retrieve": (bursar) => bursar.me.retrieve(),
  "userTokens.create": (bursar) => bursar.userTokens.create({ user }),
  "me.wallets.list": (bursar) => bursar.wallets.list(),
  "users.wallets.list": (bursar) => bursar.wallets.list({ user }),
  "me.wallets.retrieve": (bursar) => bursar.wallets.retrieve(wallet),
  "users.wallets.retrieve": (bursar) => bursar.wallets.retrieve({ ...wallet, user }),
  "wallets.freeze": (bursar) => bursar.wallets.freeze({ ...wallet, user, reason: "fraud" }),
  "wallets.unfreeze": (bursar) => bursar.wallets.unfreeze({ ...wallet, user }),
  "wallets.topUp": (bursar) => bursar.wallets.topUp({ ...wallet, user, amount: 50, reason: "cash" }),
  "me.transactions.list": (bursar) => bursar.transactions.list({ ...wallet, limit: 5 }),
  "users.transactions.list": (bursar) => bursar.transactions.list({ ...wallet, user, cursor: "c1" }),
  "me.transactions.retrieve": (bursar) => bursar.transactions.retrieve(id.txn),
  "users.transactions.retrieve": (bursar) => bursar.transactions.retrieve(id.txn, { user }),
  "me.transactions.receipt": (bursar) => bursar.transactions.receipt(id.txn),
  "users.transactions.receipt": (bursar) => bursar.transactions.receipt(id.txn, { user }),
  "transactions.retrieve": (bursar) => bursar.transactions.retrieve(id.txn),
  "transactions.create": (bursar) => bursar.transactions.create({ type: "grant", user, ...wallet, amount: 70 }),
  "transactions.createBatch": (bursar) =>
    bursar.transactions.createBatch([{ type: "spend", user, ...wallet, amount: 5 }]),
  "transactions.reverse": (bursar) => bursar.transactions.reverse(id.txn, { reason: "cancelled", amount: 20 }),
  "transactions.settle": (bursar) => bursar.transactions.settle(id.txn),
  "transactions.fail": (bursar) => bursar.transactions.fail(id.txn),
  "currencies.upsert": (bursar) => bursar.currencies.upsert("UNIT", { digits: 0 }),
  "currencies.list": (bursar) => bursar.currencies.list(),
  "offerings.upsert": (bursar) => bursar.offerings.upsert("dot-hazmat", { kind: "course", title: "DOT HAZMAT" }),
  "offerings.retrieve": (bursar) => bursar.offerings.retrieve("dot-hazmat"),
  "offerings.list": (bursar) => bursar.offerings.list({ kind: "course" }),
  "offerings.upsertBatch": (bursar) => bursar.offerings.upsertBatch([{ id: "dot-hazmat", title: "DOT HAZMAT" }]),
  "offerings.cancel": (bursar) => bursar.offerings.cancel("webinar-1", { reason: "The teacher is ill" }),
  "prices.list": (bursar) => bursar.prices.list({ offering: "dot-hazmat" }),
  "prices.set": (bursar) => bursar.prices.set({ offering: "dot-hazmat", ...wallet, amount: 50 }),
  "prices.remove": (bursar) => bursar.prices.remove({ offering: "dot-hazmat", ...wallet }),
  "me.offerings.statuses": (bursar) => bursar.offerings.statuses({ search: "haz" }),
  "users.offerings.statuses": (bursar) => bursar.offerings.statuses({ user, includedIn: "all-access" }),
  "me.offerings.status": (bursar) => bursar.offerings.status({ offering: "dot-hazmat" }),
  "users.offerings.status": (bursar) => bursar.offerings.status({ offering: "dot-hazmat", user }),
  "me.enrollments.create": (bursar) =>
    bursar.enrollments.create({ offering: "dot-hazmat", expectedPrice: { currency: "UNIT", amount: 50 } }),
  "users.enrollments.create": (bursar) => bursar.enrollments.create({ offering: "dot-hazmat", currency: "UNIT", user }),
  "me.enrollments.list": (bursar) => bursar.enrollments.list(),
  "users.enrollments.list": (bursar) => bursar.enrollments.list({ user, limit: 5 }),
  "enrollments.listAll": (bursar) => bursar.enrollments.listAll({ offering: "dot-hazmat", status: "active" }),
  "enrollments.retrieve": (bursar) => bursar.enrollments.retrieve(id.enr),
  "enrollments.update": (bursar) => bursar.enrollments.update(id.enr, { completionPercentage: 40 }),
  "entitlements.grant": (bursar) => bursar.entitlements.grant({ user, offering: "dot-hazmat", reason: "Teaches here" }),
  "entitlements.revoke": (bursar) => bursar.entitlements.revoke(id.ent, { reason: "Left" }),
  "me.enrollments.cancellation": (bursar) => bursar.enrollments.cancellation(id.enr),
  "users.enrollments.cancellation": (bursar) => bursar.enrollments.cancellation(id.enr, { user }),
  "me.enrollments.cancel": (bursar) => bursar.enrollments.cancel(id.enr, { expectedRefund: 50 }),
  "users.enrollments.cancel": (bursar) => bursar.enrollments.cancel(id.enr, { user, waiveRefund: true }),
  "enrollments.cancelAny": (bursar) => bursar.enrollments.cancelAny(id.enr, { refund: "all", reason: "Asked by mail" }),
  "me.enrollments.confirm": (bursar) => bursar.enrollments.confirm(id.enr),
  "users.enrollments.confirm": (bursar) => bursar.enrollments.confirm(id.enr, { user }),
  "me.enrollments.dispute": (bursar) => bursar.enrollments.dispute(id.enr, { reason: "Nobody came" }),
  "users.enrollments.dispute": (bursar) => bursar.enrollments.dispute(id.enr, { user, reason: "Nobody came" }),
  "me.waitlist.join": (bursar) => bursar.waitlist.join({ offering: "dot-hazmat" }),
  "users.waitlist.join": (bursar) => bursar.waitlist.join({ offering: "dot-hazmat", user }),
  "me.waitlist.list": (bursar) => bursar.waitlist.list(),
  "users.waitlist.list": (bursar) => bursar.waitlist.list({ user }),
  "me.waitlist.leave": (bursar) => bursar.waitlist.leave({ offering: "dot-hazmat" }),
  "users.waitlist.leave": (bursar) => bursar.waitlist.leave({ offering: "dot-hazmat", user }),
  "waitlist.listOf": (bursar) => bursar.waitlist.listOf({ offering: "dot-hazmat" }),
  "offerings.students": (bursar) => bursar.offerings.students("dot-hazmat"),
  "holds.list": (bursar) => bursar.holds.list({ status: "held" }),
  "holds.retrieve": (bursar) => bursar.holds.retrieve(id.hold),
  "holds.decide": (bursar) => bursar.holds.decide(id.hold, { release: 1, reason: "Delivered" }),
  "holds.ageing": (bursar) => bursar.holds.ageing(),
  "me.earnings.list": (bursar) => bursar.earnings.list(),
  "users.earnings.list": (bursar) => bursar.earnings.list({ user }),
  "me.earnings.lines": (bursar) => bursar.earnings.lines(wallet),
  "users.earnings.lines": (bursar) => bursar.earnings.lines({ ...wallet, user, limit: 5 }),
  "me.payouts.create": (bursar) => bursar.payouts.create({ ...wallet, amount: 50, destination: "EG38" }),
  "users.payouts.create": (bursar) => bursar.payouts.create({ ...wallet, user, amount: 50, destination: "EG38" }),
  "me.payouts.list": (bursar) => bursar.payouts.list(),
  "users.payouts.list": (bursar) => bursar.payouts.list({ user }),
  "payouts.listAll": (bursar) => bursar.payouts.listAll({ status: "requested" }),
  "payouts.approve": (bursar) => bursar.payouts.approve(id.pay),
  "payouts.reject": (bursar) => bursar.payouts.reject(id.pay, { reason: "No such account" }),
  "payouts.pay": (bursar) => bursar.payouts.pay(id.pay, { reference: "TRX-1" }),
  "payouts.fail": (bursar) => bursar.payouts.fail(id.pay, { reason: "Bounced" }),
  "payoutBatches.create": (bursar) => bursar.payoutBatches.create(wallet),
  "payoutBatches.export": (bursar) => bursar.payoutBatches.export(id.bat),
  "payoutBatches.pay": (bursar) => bursar.payoutBatches.pay(id.bat),
  "splitPlans.upsert": (bursar) =>
    bursar.splitPlans.upsert("ours", {
      name: "Ours",
      shares: [{ party: "platform", basisPoints: 10_000, takesResidue: true }],
    }),
  "splitPlans.retrieve": (bursar) => bursar.splitPlans.retrieve("ours"),
  "splitPlans.list": (bursar) => bursar.splitPlans.list(),
  "me.access.check": (bursar) => bursar.access.check({ offering: "dot-hazmat" }),
  "users.access.check": (bursar) => bursar.access.check({ offering: "dot-hazmat", user }),
  "attendance.report": (bursar) =>
    bursar.attendance.report({
      offering: "webinar",
      events: [{ user, connection: "laptop-1", type: "joined", at: "2026-11-20T09:00:00Z" }],
    }),
  "attendance.set": (bursar) =>
    bursar.attendance.set({ offering: "webinar", user, minutes: 40, reason: "By telephone" }),
  "attendance.reset": (bursar) => bursar.attendance.reset({ offering: "webinar", user }),
  "attendance.list": (bursar) => bursar.attendance.list({ offering: "webinar", limit: 5 }),
  "me.attendance.mine": (bursar) => bursar.attendance.mine({ offering: "webinar" }),
  "users.attendance.mine": (bursar) => bursar.attendance.mine({ user }),
  "livekit.set": (bursar) => bursar.livekit.set({ apiKey: "APIwLeah7g4f", secret: "a-secret-of-livekit" }),
  "livekit.retrieve": (bursar) => bursar.livekit.retrieve(),
  "livekit.remove": (bursar) => bursar.livekit.remove(),
  "events.list": (bursar) => bursar.events.list({ cursor: "c1" }),
  "me.events.stream": (bursar) => bursar.events.stream()[Symbol.asyncIterator]().next(),
  "auditRecords.list": (bursar) => bursar.auditRecords.list({ object: "wallet:42/UNIT" }),
  "ledger.verify": (bursar) => bursar.ledger.verify(),
  "ledger.accounts": (bursar) => bursar.ledger.accounts(),
  "tenant.retrieve": (bursar) => bursar.tenant.retrieve(),
  "tenant.update": (bursar) => bursar.tenant.update({ settings: { timezone: "Africa/Cairo" } }),
  "keys.list": (bursar) => bursar.keys.list(),
  "keys.create": (bursar) => bursar.keys.create({ kind: "secret", name: "CI" }),
  "keys.update": (bursar) => bursar.keys.update(id.key, { origins: ["https://academy.example"] }),
  "keys.rotate": (bursar) => bursar.keys.rotate(id.key),
  "keys.revoke": (bursar) => bursar.keys.revoke(id.key),
  "webhookEndpoints.create": (bursar) => bursar.webhookEndpoints.create({ url: "https://academy.example/webhooks" }),
  "webhookEndpoints.list": (bursar) => bursar.webhookEndpoints.list(),
  "webhookEndpoints.retrieve": (bursar) => bursar.webhookEndpoints.retrieve(id.whe),
  "webhookEndpoints.update": (bursar) => bursar.webhookEndpoints.update(id.whe, { enabled: false }),
  "webhookEndpoints.delete": (bursar) => bursar.webhookEndpoints.delete(id.whe),
  "webhookEndpoints.rotateSecret": (bursar) => bursar.webhookEndpoints.rotateSecret(id.whe),
  "webhookEndpoints.replay": (bursar) => bursar.webhookEndpoints.replay(id.whe, { since: "2026-11-20T00:00:00Z" }),
  "webhookEndpoints.test": (bursar) => bursar.webhookEndpoints.test(id.whe),
  "webhookDeliveries.list": (bursar) => bursar.webhookDeliveries.list({ endpoint: id.whe, status: "failed" }),
  "webhookDeliveries.retry": (bursar) => bursar.webhookDeliveries.retry({ endpoint: id.whe, id: id.evt }),
  "tokenSecrets.rotate": (bursar) => bursar.tokenSecrets.rotate(),
};

const acceptsUserTokenOnly = ({ access }: Operation) => access.scope === undefined;

/** Makes the call, and tells which method of the SDK it was and what it asked of the API. */
async function record(operation: Operation) {
  const { fetch, requests } = fakeApi({ body: { data: [], page: { nextCursor: null } } }, new Error("enough"));
  const bursar = acceptsUserTokenOnly(operation)
    ? new Bursar({ publishableKey: "pk_test_1", getToken: async () => "token", baseUrl, fetch })
    : new Bursar({ secretKey: "sk_test_1", baseUrl, fetch });
  const methods: string[] = [];
  const spied = new Proxy(bursar, {
    get: (target, name: keyof Bursar) =>
      new Proxy(target[name], {
        get: (resource, method) => {
          methods.push(`${name}.${String(method)}`);
          return Reflect.get(resource, method, resource).bind(resource);
        },
      }),
  });
  await Promise.resolve(calls[operation.id]?.(spied)).catch(() => {});
  return { methods, requests };
}

describe("the SDK covers the contract", () => {
  test("operation by operation", () => {
    expect(Object.keys(calls).sort()).toEqual(operations.map((operation) => operation.id).sort());
  });

  test.each(operations.map((operation) => [operation.id, operation] as const))("%s", async (operationId, operation) => {
    const { methods, requests } = await record(operation);
    // `me.wallets.retrieve` and `users.wallets.retrieve` are one method of the SDK: `wallets.retrieve`.
    expect(methods).toEqual([operationId.split(".").slice(-2).join(".")]);

    const [request] = requests;
    if (request === undefined) throw new Error("nothing was requested");
    expect(request.method.toLowerCase()).toBe(operation.method);
    expect(request.url.pathname).toMatch(new RegExp(`^${operation.path.replace(/\{\w+\}/g, "[^/]+")}$`));
    expect(request.headers.has("Idempotency-Key")).toBe(operation.idempotent);
    const { key, ...query } = Object.fromEntries(request.url.searchParams);
    expect(key).toBe(acceptsUserTokenOnly(operation) ? "pk_test_1" : undefined);
    expect(() => operation.query.parse(query)).not.toThrow();
    expect(() => operation.body.parse(request.body)).not.toThrow();
  });
});

test("no method of the SDK is outside the contract", () => {
  const covered = new Set(operations.map(({ id }) => id.split(".").slice(-2).join(".")));
  const methods = Object.entries(new Bursar({ secretKey: "sk_test_1", baseUrl })).flatMap(([name, resource]) => {
    if (!(resource instanceof Resource)) return [];
    const own = Object.getOwnPropertyNames(Object.getPrototypeOf(resource));
    return own.filter((method) => method !== "constructor").map((method) => `${name}.${method}`);
  });
  expect(methods.sort()).toEqual([...covered].sort());
});
