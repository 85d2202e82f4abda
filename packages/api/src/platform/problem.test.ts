import { type enrollments, Problem, type ProblemCode, problemCodes, problems, tenants } from "@bursar/sdk/contract";
import { beforeAll, describe, expect, it } from "vitest";
import { startAnotherProcess } from "../../test/another-process.ts";
import { type Answer, type Caller, type TestTenant, useApi } from "../../test/api.ts";

const api = useApi();
let academy: TestTenant;
let server: Caller;
let users = 0;

beforeAll(async () => {
  academy = await api.createTenant();
  server = academy.server;
  await server("PUT", "/v1/currencies/UNIT", {});
  await server("PUT", "/v1/currencies/EUR", {});
});

const post = (body: object, idempotencyKey?: string): Promise<Answer> =>
  server("POST", "/v1/transactions", body, idempotencyKey === undefined ? {} : { idempotencyKey });

const addEndpoint = (url = "https://a.example"): Promise<Answer> => server("POST", "/v1/webhook-endpoints", { url });

/** A new user with so much to spend. */
async function learner(amount = 0): Promise<string> {
  const user = `user-${++users}`;
  await server("PUT", `/v1/users/${user}`, {});
  if (amount > 0) await post(topUp(user, amount));
  return user;
}

const topUp = (user: string, amount: number) => ({ type: "top_up", user, currency: "UNIT", amount, reason: "cash" });
const spend = (user: string, amount = 1) => ({ type: "spend", user, currency: "UNIT", amount });
const idOf = async (posted: Promise<Answer>): Promise<string> => String((await posted).body["id"]);
const reverse = (id: string, amount?: number) =>
  server("POST", `/v1/transactions/${id}/reversals`, { reason: "by mistake", ...(amount && { amount }) });

async function enroll(offering: string, fields: object, input: object = {}): Promise<Answer> {
  await server("PUT", `/v1/offerings/${offering}`, fields);
  return server("POST", `/v1/users/${await learner(100)}/enrollments`, { offering, ...input });
}

const cancellation = (changes: Partial<tenants.TenantSettings["cancellation"]>) =>
  academy.settings({ cancellation: { ...tenants.defaultSettings.cancellation, ...changes } });

/** What a new user has bought for 5, and may do with it once something else has happened. */
async function bought(
  fields: object,
  meanwhile: (one: { id: string; user: string; offering: string }) => unknown = () => {},
) {
  await cancellation({});
  const offering = `bought-${++users}`;
  const { body } = await enroll(offering, { prices: [{ currency: "UNIT", amount: 5 }], ...fields });
  const { id, user, transaction } = body as unknown as enrollments.NewEnrollment;
  await meanwhile({ id, user, offering });
  const { body: held } = await server("GET", `/v1/holds?user=${user}`);
  const mine = `/v1/users/${user}/enrollments/${id}`;
  return {
    transaction: transaction ?? "",
    cancel: (input: object = {}) => server("POST", `${mine}/cancel`, input),
    dispute: () => server("POST", `${mine}/dispute`, { reason: "Nobody came" }),
    decide: (input: object) => server("POST", `/v1/holds/${held.data[0]?.id}/decide`, { reason: "Decided", ...input }),
  };
}

/** A teacher who may withdraw so much at once. */
async function payee(amount: number): Promise<string> {
  await academy.settings({ release: { ...tenants.defaultSettings.release, maturityDays: 0 } });
  const teacher = await learner();
  const { decide } = await bought({ payee: teacher, prices: [{ currency: "UNIT", amount }] });
  await decide({ release: amount });
  return teacher;
}

async function withdraw(teacher: string, amount: number, approvalAbove?: number): Promise<Answer> {
  if (approvalAbove !== undefined) {
    await academy.settings({ payouts: { minimum: [], approvalAbove: [{ currency: "UNIT", amount: approvalAbove }] } });
  }
  return server("POST", `/v1/users/${teacher}/payouts`, { currency: "UNIT", amount, destination: "EG38" });
}

/** An enrollment whose one reason was taken away. */
async function revoked(offering: string): Promise<{ enrollment: string; revokeAgain: () => Promise<Answer> }> {
  await server("PUT", `/v1/offerings/${offering}`, {});
  const grant = { offering, reason: "Teaches here" };
  const { body } = await server<enrollments.EnrollmentWithEntitlements>(
    "POST",
    `/v1/users/${await learner()}/entitlements`,
    grant,
  );
  const revokeAgain = () => server("POST", `/v1/entitlements/${body.entitlements[0]?.id}/revoke`, { reason: "Left" });
  await revokeAgain();
  return { enrollment: body.id, revokeAgain };
}

/** What leads to each code. */
const provocations: Record<ProblemCode, () => Promise<Answer>> = {
  "request.invalid": () => post({}),
  "request.malformed": () => server("POST", "/v1/transactions", "{"),
  "request.unsupported_media_type": () =>
    server("POST", "/v1/transactions", "type=spend", { headers: { "content-type": "text/plain" } }),
  "request.too_large": () => server("POST", "/v1/transactions", "x".repeat(70_000)),
  "request.not_found": () => server("GET", "/v1/nothing"),
  "request.method_not_allowed": () => server("POST", "/v1/tenant", {}),
  async "request.rate_limited"() {
    const strict = await startAnotherProcess(api, { RATE_LIMIT_FACTOR: 1e-9 });
    try {
      const headers = { authorization: `Bearer ${academy.secretKey}` };
      await strict.app.http.request("/v1/tenant", { headers });
      const response = await strict.app.http.request("/v1/tenant", { headers });
      return { status: response.status, headers: response.headers, body: (await response.json()) as Answer["body"] };
    } finally {
      await strict.stop();
    }
  },

  "auth.unauthenticated": () => api.call(null)("GET", "/v1/tenant"),
  "auth.forbidden": async () => (await academy.as("sly"))("GET", "/v1/tenant"),
  "auth.origin_not_allowed": async () =>
    (await academy.as("amina"))("GET", `/v1/me?key=${academy.publishableKey}`, undefined, {
      origin: "https://evil.example",
    }),
  "auth.secret_key_in_browser": () => server("GET", "/v1/tenant", undefined, { origin: academy.origin }),

  "idempotency.key_missing": () => {
    const headers = { authorization: `Bearer ${academy.secretKey}`, "content-type": "application/json" };
    return asAnswer(
      api.app.http.request("/v1/transactions", { method: "POST", headers, body: JSON.stringify(topUp("a", 1)) }),
    );
  },
  async "idempotency.key_reused"() {
    const user = await learner();
    await post(topUp(user, 1), "reused");
    return post(topUp(user, 2), "reused");
  },
  "cursor.invalid": () => server("GET", "/v1/users?cursor=made-up"),

  "key.not_found": () => server("DELETE", "/v1/keys/key_01jd3f6q8reg5tm2y0v9k4wxab"),
  async "key.last_one"() {
    const other = await api.createTenant();
    const { body } = await other.server("GET", "/v1/keys");
    const only = body.data.find((key: { kind: string }) => key.kind === "secret");
    return other.server("DELETE", `/v1/keys/${only.id}`);
  },
  async "tokenSecret.missing"() {
    const other = await api.createTenant();
    await api.database.superuser`delete from token_secrets where tenant_id = ${other.tenant.id}`;
    return other.server("POST", "/v1/user-tokens", { user: "amina" });
  },
  "user.not_found": () => server("GET", "/v1/users/nobody"),

  "currency.not_found": async () => server("GET", `/v1/users/${await learner()}/wallets/GOLD`),
  "currency.digits_fixed": () => server("PUT", "/v1/currencies/EUR", { digits: 3 }),

  "wallet.insufficient_funds": async () => post(spend(await learner(1), 2)),
  async "wallet.frozen"() {
    const user = await learner(1);
    await server("PUT", `/v1/users/${user}/wallets/UNIT/freeze`, { reason: "under review" });
    return post(spend(user));
  },
  async "wallet.in_debt"() {
    const user = await learner();
    const chargeback = {
      type: "adjustment",
      user,
      currency: "UNIT",
      amount: -5,
      reason: "chargeback",
      overdraft: true,
    };
    await post(chargeback);
    return post(spend(user));
  },
  async "wallet.blocked"() {
    const user = await learner(1);
    await api.database.superuser`update accounts set balance = 1000 where user_id = ${user}`;
    await server("POST", "/v1/ledger/verify");
    return post(spend(user));
  },
  async "wallet.limit_exceeded"() {
    const user = await learner();
    for (let times = 0; times < 9; times++) await post(topUp(user, 1e15));
    return post(topUp(user, 1e15));
  },

  "transaction.not_found": () => server("GET", "/v1/transactions/txn_01jd3f6q8reg5tm2y0v9k4wxab"),
  "transaction.not_reversible": async () => reverse(await idOf(reverse(await idOf(post(topUp(await learner(), 5)))))),
  "transaction.reversal_exceeds_original": async () => reverse(await idOf(post(topUp(await learner(), 5))), 6),
  "transaction.not_pending": async () =>
    server("POST", `/v1/transactions/${await idOf(post(topUp(await learner(), 5)))}/settle`),
  "transaction.in_escrow": async () => reverse((await bought({ payee: "teacher" })).transaction),
  async "transaction.deposit_not_adjustable"() {
    const user = await learner();
    const deposit = { type: "deposit", user, currency: "UNIT", amount: 5, reference: "INV-1" };
    const about = await idOf(post(deposit));
    return post({ type: "adjustment", user, currency: "UNIT", amount: -5, reason: "correction", about });
  },
  async "transfer.same_wallet"() {
    const user = await learner(5);
    return post({ type: "transfer", user, to: user, currency: "UNIT", amount: 1 });
  },

  "offering.not_found": () => server("GET", "/v1/offerings/nothing"),
  async "offering.not_a_session"() {
    await server("PUT", "/v1/offerings/a-course", {});
    return server("POST", "/v1/offerings/a-course/cancel", { reason: "Ill" });
  },
  async "offering.settled"() {
    await server("PUT", "/v1/offerings/called-off", { kind: "session" });
    await server("POST", "/v1/offerings/called-off/cancel", { reason: "Ill" });
    return server("PUT", "/v1/offerings/called-off", { startsAt: "2030-01-01T00:00:00Z" });
  },
  "offering.unavailable": () => enroll("closed", { available: false }),
  "offering.not_open_yet": () => enroll("early", { opensAt: "2030-01-01T00:00:00Z" }),
  "offering.closed": () => enroll("late", { closesAt: "2020-01-01T00:00:00Z" }),
  "offering.full": () => enroll("small", { capacity: 0 }),
  async "offering.inclusion_invalid"() {
    await server("PUT", "/v1/offerings/part", { kind: "course" });
    return server("PUT", "/v1/offerings/whole", { kind: "session", includes: ["part"] });
  },
  "offering.times_invalid": () =>
    server("PUT", "/v1/offerings/backwards", { startsAt: "2027-01-02T00:00:00Z", endsAt: "2027-01-01T00:00:00Z" }),
  "livekit.not_set": () => server("GET", "/v1/tenant/livekit"),
  "price.changed": () =>
    enroll("dearer", { prices: [{ currency: "UNIT", amount: 6 }] }, { expectedPrice: { currency: "UNIT", amount: 5 } }),
  "price.currency_unavailable": () =>
    enroll("in-units", { prices: [{ currency: "UNIT", amount: 5 }] }, { currency: "EUR" }),
  "enrollment.not_found": () => server("GET", "/v1/enrollments/enr_01jd3f6q8reg5tm2y0v9k4wxab"),
  async "enrollment.prerequisites_missing"() {
    await server("PUT", "/v1/offerings/first", {});
    return enroll("second", { prerequisites: ["first"] });
  },
  async "enrollment.ended"() {
    const { enrollment } = await revoked("ended");
    return server("PATCH", `/v1/enrollments/${enrollment}`, { completionPercentage: 10 });
  },
  "enrollment.attended": async () => {
    const now = api.clock.now().getTime();
    const [startsAt, endsAt] = [-1, 1].map((hours) => new Date(now + hours * 3_600_000).toISOString());
    const { cancel } = await bought({ kind: "session", startsAt, endsAt }, ({ user, offering }) =>
      server("POST", `/v1/offerings/${offering}/attendance/events`, {
        events: [{ user, connection: "c1", type: "joined", at: new Date(now - 60_000).toISOString() }],
      }),
    );
    return cancel();
  },
  "enrollment.completed": async () =>
    (await bought({}, ({ id }) => server("PATCH", `/v1/enrollments/${id}`, { completionPercentage: 100 }))).cancel(),
  "refund.window_closed": async () =>
    (await bought({ startsAt: "2020-01-01T00:00:00Z" }, () => cancellation({ from: "start" }))).cancel(),
  "refund.nothing_left": async () => (await bought({}, () => cancellation({ percent: 0 }))).cancel(),
  "refund.changed": async () => (await bought({})).cancel({ expectedRefund: 1 }),
  "refund.destination_unavailable": async () => (await bought({})).cancel({ destination: "credit" }),
  async "waitlist.not_full"() {
    await server("PUT", "/v1/offerings/roomy", { capacity: 5 });
    return server("POST", `/v1/users/${await learner()}/waitlist`, { offering: "roomy" });
  },
  async "waitlist.closed"() {
    await academy.settings({ waitlist: { ...tenants.defaultSettings.waitlist, open: false } });
    await server("PUT", "/v1/offerings/crowded", { capacity: 0 });
    return server("POST", `/v1/users/${await learner()}/waitlist`, { offering: "crowded" });
  },
  "waitlist.not_found": async () => server("DELETE", `/v1/users/${await learner()}/waitlist/roomy`),
  "splitPlan.not_found": () => server("GET", "/v1/split-plans/nothing"),
  async "splitPlan.payee_missing"() {
    const shares = [{ party: "platform", basisPoints: 10_000, takesResidue: true }];
    await server("PUT", "/v1/split-plans/ours", { name: "Ours", shares });
    return server("PUT", "/v1/offerings/shared", { splitPlan: "ours" });
  },
  "hold.not_found": () => server("GET", "/v1/holds/hold_01jd3f6q8reg5tm2y0v9k4wxab"),
  async "hold.ended"() {
    const { decide } = await bought({ payee: "teacher" });
    await decide({ refund: 5 });
    return decide({ refund: 1 });
  },
  "hold.exceeded": async () => (await bought({ payee: "teacher" })).decide({ release: 6 }),
  async "hold.disputed"() {
    const { dispute } = await bought({ payee: "teacher" });
    await dispute();
    return dispute();
  },
  "earnings.insufficient": async () => withdraw(await payee(5), 6),
  async "payout.below_minimum"() {
    await academy.settings({ payouts: { minimum: [{ currency: "UNIT", amount: 5 }], approvalAbove: [] } });
    return withdraw(await payee(5), 4);
  },
  "payout.not_found": () => server("POST", "/v1/payouts/pay_01jd3f6q8reg5tm2y0v9k4wxab/approve"),
  "payout.decided": async () => server("POST", `/v1/payouts/${await idOf(withdraw(await payee(5), 5))}/approve`),
  async "payout.not_approved"() {
    const teacher = await payee(5);
    return server("POST", `/v1/payouts/${await idOf(withdraw(teacher, 5, 1))}/pay`, {});
  },
  async "payout.own"() {
    const teacher = await payee(5);
    return server("POST", `/v1/payouts/${await idOf(withdraw(teacher, 5, 1))}/approve`);
  },
  "payout.none_approved": () => server("POST", "/v1/payout-batches", { currency: "EUR" }),
  "payoutBatch.not_found": () => server("GET", "/v1/payout-batches/bat_01jd3f6q8reg5tm2y0v9k4wxab/file"),
  "entitlement.not_found": () =>
    server("POST", "/v1/entitlements/ent_01jd3f6q8reg5tm2y0v9k4wxab/revoke", { reason: "Left" }),
  "entitlement.ended": async () => (await revoked("left")).revokeAgain(),
  async "enrollment.already_enrolled"() {
    const first = await enroll("once", {});
    return server("POST", `/v1/users/${first.body["user"]}/enrollments`, { offering: "once" });
  },

  "webhookEndpoint.not_found": () => server("GET", "/v1/webhook-endpoints/whe_01jd3f6q8reg5tm2y0v9k4wxab"),
  "webhookEndpoint.url_refused": () => addEndpoint("https://169.254.169.254/latest/meta-data"),
  async "webhookEndpoint.too_many"() {
    const other = await api.createTenant();
    const add = () => other.server("POST", "/v1/webhook-endpoints", { url: "https://a.example" });
    for (let times = 0; times < 50; times++) await add();
    return add();
  },
  async "webhookEndpoint.disabled"() {
    const id = await idOf(addEndpoint());
    await server("PATCH", `/v1/webhook-endpoints/${id}`, { enabled: false });
    return server("POST", `/v1/webhook-endpoints/${id}/test`);
  },
  "webhookDelivery.not_found": async () =>
    server(
      "POST",
      `/v1/webhook-endpoints/${await idOf(addEndpoint())}/deliveries/evt_01jd3f6q8reg5tm2y0v9k4wxab/retry`,
    ),

  async "server.unavailable"() {
    const draining = await startAnotherProcess(api);
    draining.app.drain();
    return asAnswer(draining.app.http.request("/readyz")).finally(() => draining.stop());
  },
  async "server.error"() {
    await api.database.superuser`alter function ledger_platform_balances rename to hidden`;
    return server("GET", "/v1/ledger/accounts").finally(
      () => api.database.superuser`alter function hidden rename to ledger_platform_balances`,
    );
  },
};

async function asAnswer(sent: Response | Promise<Response>): Promise<Answer> {
  const response = await sent;
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer["body"] };
}

describe("each code of the registry", () => {
  it.each(problemCodes)("%s is answered as a problem with its status and its facts", async (code) => {
    const answer = await provocations[code]();
    expect(answer.body, JSON.stringify(answer.body)).toMatchObject({ code, status: problems[code].status });
    expect(answer.status).toBe(problems[code].status);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    const { type, title, status: _, code: __, requestId, errors, ...facts } = Problem.parse(answer.body);
    expect(type).toBe(`urn:bursar:problem:${code}`);
    expect(title).toBe(problems[code].title);
    expect(requestId).toBe(answer.headers.get("x-request-id"));
    expect(problems[code].facts.strict().parse(facts)).toEqual(facts);
    expect(errors !== undefined).toBe(code === "request.invalid");
  });

  it("is one that some table of statuses knows: a refusal is 4xx, a failure 5xx", () => {
    for (const code of problemCodes) {
      expect(problems[code].status >= 500, code).toBe(code.startsWith("server."));
      expect(code).toMatch(/^[a-z][A-Za-z]*\.[a-z_]+$/);
    }
  });
});

describe("a refusal for the method", () => {
  it("says which ones the route answers", async () => {
    const answer = await server("POST", "/v1/users/amina", {});
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, PUT"]);
  });
});

describe("a failure on our side", () => {
  it("tells when to come again, and nothing of the inside", async () => {
    const unavailable = await provocations["server.unavailable"]();
    expect(unavailable.headers.get("retry-after")).toBe("2");
    const fault = await provocations["server.error"]();
    expect(Object.keys(fault.body).sort()).toEqual(["code", "requestId", "status", "title", "type"]);
  });
});
