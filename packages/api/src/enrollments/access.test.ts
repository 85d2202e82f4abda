import { beforeAll, describe, expect, it } from "vitest";
import { useLedger } from "../../test/ledger/ledger.ts";
import { spend, topUp } from "../../test/ledger/postings.ts";
import { allRows } from "../../test/ledger/rows.ts";
import { uuidOf } from "../platform/ids.ts";

const ledger = useLedger();
const { api } = ledger;
const get = (path: string) => ledger.academy.server("GET", path);

beforeAll(async () => {
  for (const id of ["course", "other"]) {
    await ledger.academy.server("PUT", `/v1/offerings/${id}`, {
      prices: [{ currency: "UNIT", amount: 50 }],
      accessDays: 30,
    });
  }
});

describe("asking for access", () => {
  it("is a pure read: nothing is claimed, started or written, whatever the answer, before expiry and after", async () => {
    const user = await ledger.learner(topUp(100));
    await ledger.academy.server("POST", `/v1/users/${user}/enrollments`, { offering: "course" });
    const asLearner = await ledger.academy.as(user, ["learner"]);
    const stranger = await ledger.academy.as("never-seen");
    const before = await allRows(api);
    const questions = async () => [
      (await get(`/v1/users/${user}/access/course`)).body.reason,
      (await get(`/v1/users/${user}/access/other`)).body.reason,
      (await get(`/v1/users/${user}/access/nothing`)).body.reason,
      (await get(`/v1/users/never-seen/access/course`)).body.reason,
      (await asLearner("GET", "/v1/me/access/course")).body.reason,
      (await stranger("GET", "/v1/me/access/course")).body.reason,
      (await asLearner("GET", "/v1/me/offerings/course")).body.access.reason,
      (await asLearner("GET", "/v1/me/enrollments")).body.data[0].status,
    ];
    expect(await questions()).toEqual([
      "entitled",
      "not_enrolled",
      "no_such_offering",
      "not_enrolled",
      "entitled",
      "not_enrolled",
      "entitled",
      "active",
    ]);
    expect(await allRows(api)).toEqual(before);
    api.clock.set("2026-12-20T08:59:59.999Z");
    expect((await get(`/v1/users/${user}/access/course`)).body.allowed).toBe(true);
    api.clock.set("2026-12-20T09:00:00.000Z");
    expect((await get(`/v1/users/${user}/access/course`)).body).toMatchObject({ allowed: false, reason: "expired" });
    api.clock.set("2027-06-01T00:00:00.000Z");
    expect((await get(`/v1/users/${user}/access/course`)).body).toMatchObject({ allowed: false, reason: "expired" });
    expect((await get(`/v1/users/${user}/offerings/course`)).body.access.reason).toBe("expired");
    expect((await get(`/v1/users/${user}/enrollments`)).body.data[0].status).toBe("expired");
    expect(await allRows(api)).toEqual(before);
  });

  it("gets in by any one reason: losing one takes away no other", async () => {
    const user = await ledger.learner(topUp(100));
    const { body } = await ledger.academy.server("POST", `/v1/users/${user}/enrollments`, { offering: "course" });
    const { superuser } = api.database;
    await superuser`
      insert into entitlements (tenant_id, id, enrollment_id, user_id, offering_id, source, starts_at)
      values (${ledger.academy.tenant.id}, gen_random_uuid(), ${uuidOf(body.id)}, ${user}, 'course', 'grant', ${api.clock.now()})`;
    const access = async () => (await get(`/v1/users/${user}/access/course`)).body;
    // The one that lasts longest is named.
    expect(await access()).toMatchObject({ allowed: true, source: "grant", expiresAt: null });
    await superuser`update entitlements set revoked_at = now() where user_id = ${user} and source = 'grant'`;
    expect(await access()).toMatchObject({ allowed: true, source: "wallet" });
    await superuser`update entitlements set revoked_at = now() where user_id = ${user}`;
    expect(await access()).toMatchObject({ allowed: false, reason: "not_enrolled", source: null });
  });

  it("is not changed by giving back what was bought besides: a textbook, say", async () => {
    const user = await ledger.learner(topUp(100));
    const { body } = await ledger.academy.server("POST", `/v1/users/${user}/enrollments`, { offering: "course" });
    const textbook = await ledger.posted(user, spend(5, { reference: "book-1" }));
    const access = async () => [
      (await get(`/v1/users/${user}/access/course`)).body,
      (await get(`/v1/enrollments/${body.id}`)).body,
    ];
    const before = await access();
    expect(before[0].allowed).toBe(true);
    expect((await ledger.reverse(textbook)).status).toBe(201);
    expect(await access()).toEqual(before);
  });

  it("of another tenant's user says nothing of them", async () => {
    const user = await ledger.learner(topUp(100));
    await ledger.academy.server("POST", `/v1/users/${user}/enrollments`, { offering: "course" });
    const other = await api.createTenant("Other Academy");
    const { body } = await other.server("GET", `/v1/users/${user}/access/course`);
    expect(body.allowed ?? false).toBe(false);
    expect(body.reason ?? "no_such_offering").toBe("no_such_offering");
  });
});

describe("an offering as a user sees it", () => {
  it("tells price, access and what the wallet lacks, in one answer", async () => {
    const user = await ledger.learner(topUp(20));
    const seen = async () => (await get(`/v1/users/${user}/offerings/course`)).body;
    expect(await seen()).toMatchObject({
      offering: { id: "course", prices: [{ currency: "UNIT", amount: 50 }] },
      access: { allowed: false, reason: "not_enrolled" },
      balances: [{ currency: "UNIT", balance: 20 }],
      shortfall: { currency: "UNIT", needed: 50, available: 20, missing: 30 },
    });
    await ledger.posted(user, topUp(40));
    expect(await seen()).toMatchObject({ balances: [{ balance: 60 }], shortfall: null });
    await ledger.academy.server("POST", `/v1/users/${user}/enrollments`, { offering: "course" });
    expect(await seen()).toMatchObject({ access: { allowed: true }, balances: [{ balance: 10 }], shortfall: null });
  });

  it("lacks nothing where one of several prices can be paid", async () => {
    const { academy } = ledger;
    await academy.server("PUT", "/v1/currencies/EGP", {});
    const prices = [
      { currency: "EGP", amount: 49_900 },
      { currency: "UNIT", amount: 50 },
    ];
    await academy.server("PUT", "/v1/offerings/two-prices", { kind: "course", title: "Two prices", prices });
    const user = await ledger.learner(topUp(50));
    const seen = async () => (await get(`/v1/users/${user}/offerings/two-prices`)).body.shortfall;
    expect(await seen()).toBeNull();
    await ledger.posted(user, { type: "spend", currency: "UNIT", amount: 1 });
    expect(await seen()).toEqual({ currency: "EGP", needed: 49_900, available: 0, missing: 49_900 });
  });

  it("counts the sign-up credit of a learner who comes for the first time", async () => {
    const signUpCredit = { currency: "UNIT", amount: 60, expiresInDays: null };
    await ledger.academy.settings({ signUpCredit });
    const newcomer = await ledger.academy.as("newcomer");
    const { body } = await newcomer("GET", "/v1/me/offerings/course");
    expect(body).toMatchObject({ balances: [{ currency: "UNIT", balance: 60 }], shortfall: null });
    await ledger.academy.settings({ signUpCredit: null });
  });

  it("is missing when there is none", async () => {
    const user = await ledger.learner();
    expect((await get(`/v1/users/${user}/offerings/nothing`)).body.code).toBe("offering.not_found");
  });
});

describe("a user whom nobody has ever seen", () => {
  const paths = ["offerings/course", "offerings/nothing", "offerings", "enrollments"];

  it.each(paths)("is told to a server that asks for their %s, and stays unknown", async (path) => {
    const answer = await get(`/v1/users/nobody/${path}`);
    expect([answer.status, answer.body.code]).toEqual([404, "user.not_found"]);
    expect((await get("/v1/users/nobody")).status).toBe(404);
  });

  it.each(paths)("is known from then on when their own token asks for their %s", async (path) => {
    const user = `first-seen-${paths.indexOf(path)}`;
    const answer = await (await ledger.academy.as(user))("GET", `/v1/me/${path}`);
    expect(answer.body.code).toBe(path === "offerings/nothing" ? "offering.not_found" : undefined);
    expect((await get(`/v1/users/${user}`)).status).toBe(200);
  });
});
