import type { catalog } from "@bursar/sdk/contract";
import { beforeAll, describe, expect, it } from "vitest";
import { type Caller, type TestTenant, useApi } from "../../test/api.ts";

const api = useApi();
let academy: TestTenant;
let server: Caller;

beforeAll(async () => {
  academy = await api.createTenant();
  server = academy.server;
  for (const currency of ["UNIT", "EUR"]) await server("PUT", `/v1/currencies/${currency}`, {});
});

const upsert = async (id: string, input: object = {}) =>
  (await server<catalog.Offering>("PUT", `/v1/offerings/${id}`, input)).body;
const upsertAll = async (offerings: object[]) =>
  (await server<{ results: catalog.OfferingResult[] }>("POST", "/v1/offerings/batch", { offerings })).body.results;
const list = async (query: string) => {
  const { body } = await server<{ data: catalog.Offering[] }>("GET", `/v1/offerings?${query}`);
  return body.data.map(({ id }) => id);
};
const eventsOf = async (offering: string) => {
  const rows = await api.database.superuser`
    select from events
    where tenant_id = ${academy.tenant.id} and type = 'offering.updated' and data ->> 'offering' = ${offering}`;
  return rows.length;
};

describe("an offering", () => {
  it("keeps what is not sent, and takes lists as all there is", async () => {
    await upsert("s1", { kind: "session" });
    await upsert("s2", { kind: "session" });
    const times = { opensAt: "2026-11-01T00:00:00.000Z", closesAt: "2026-12-01T00:00:00.000Z" };
    const all = { kind: "course", title: "Welding", capacity: 30, includes: ["s2", "s1"], ...times };
    expect(await upsert("welding", { ...all, prices: [{ currency: "UNIT", amount: 5 }] })).toMatchObject(all);
    const renamed = await upsert("welding", { title: "Welding I", includes: ["s1"] });
    expect(renamed).toMatchObject({
      ...all,
      title: "Welding I",
      includes: ["s1"],
      prices: [{ amount: 5, version: 1 }],
    });
    expect(await upsert("welding", { capacity: null, closesAt: null })).toMatchObject({
      capacity: null,
      closesAt: null,
    });
  });

  it("that is said again as it is, is left alone: no event, no record, no new time", async () => {
    const input = { title: "Same", startsAt: "2026-12-01T10:00:00+02:00", prices: [{ currency: "UNIT", amount: 5 }] };
    const first = await upsert("same", input);
    api.clock.advance({ minutes: 1 });
    expect(await upsert("same", input)).toEqual(first);
    expect(await eventsOf("same")).toBe(1);
  });

  it("may include only what is narrower than itself, so that no circle can be", async () => {
    await upsert("all-access", { kind: "membership" });
    await upsert("course-a");
    await upsert("course-b");
    const code = async (id: string, input: object) => (await server("PUT", `/v1/offerings/${id}`, input)).body.code;
    expect(await code("all-access", { includes: ["course-a"] })).toBeUndefined();
    expect(await code("course-a", { includes: ["course-b"] })).toBe("offering.inclusion_invalid");
    expect(await code("course-a", { includes: ["course-a"] })).toBe("offering.inclusion_invalid");
    expect(await code("course-a", { includes: ["nothing"] })).toBe("offering.not_found");
    // Nor by becoming as wide as what includes it, or as narrow as what it includes.
    expect(await code("course-a", { kind: "membership" })).toBe("offering.inclusion_invalid");
    expect(await code("all-access", { kind: "session" })).toBe("offering.inclusion_invalid");
    expect(await code("course-a", { kind: "session" })).toBeUndefined();
  });

  it("once cancelled keeps its kind and its times, and all else may change", async () => {
    const times = { startsAt: "2026-12-21T10:00:00.000Z", endsAt: "2026-12-21T11:00:00.000Z" };
    await upsert("called-off", { kind: "session", ...times });
    expect((await server("POST", "/v1/offerings/called-off/cancel", { reason: "Ill" })).status).toBe(200);
    const refusal = { status: 409, body: { code: "offering.settled", outcome: "cancelled" } };
    for (const change of [{ endsAt: "2026-12-22T11:00:00Z" }, { kind: "course" }]) {
      expect(await server("PUT", "/v1/offerings/called-off", change)).toMatchObject(refusal);
    }
    expect(await upsert("called-off", { kind: "session", ...times, title: "Called off" })).toMatchObject({
      ...times,
      title: "Called off",
    });
    expect((await server("POST", "/v1/offerings/called-off/cancel", { reason: "Ill" })).status).toBe(200);
  });

  it("is found by a part of its title or id, whatever its case, and by nothing that only looks like a pattern", async () => {
    await upsert("wood-101", { title: "Holz & 100% Liebe" });
    await upsert("wood-102", { title: "Möbel bauen", kind: "session" });
    expect(await list("search=wood-")).toEqual(["wood-101", "wood-102"]);
    expect(await list("search=M%C3%96BEL")).toEqual(["wood-102"]);
    expect(await list("search=100%25%20L")).toEqual(["wood-101"]);
    expect(await list("search=wood%25102")).toEqual([]);
    expect(await list("search=wood-&kind=session")).toEqual(["wood-102"]);
  });
});

describe("many offerings at once", () => {
  it("are each done or refused by themselves, with a result in the same order", async () => {
    await upsert("known", { title: "Known" });
    const results = await upsertAll([
      { id: "known", title: "Known" },
      { id: "new", prices: [{ currency: "UNIT", amount: 3 }] },
      { id: "bad", prices: [{ currency: "GOLD", amount: 3 }] },
      { id: "known-2", prerequisites: ["known"] },
    ]);
    expect(results.map(({ id, outcome }) => [id, outcome])).toEqual([
      ["known", "unchanged"],
      ["new", "created"],
      ["bad", "refused"],
      ["known-2", "created"],
    ]);
    expect(results[2]).toMatchObject({ problem: { code: "currency.not_found", currency: "GOLD" } });
    expect((await server("GET", "/v1/offerings/bad")).status).toBe(404);
  });

  it("may name each other in any order; whoever names one that is refused is refused with it", async () => {
    const results = await upsertAll([
      { id: "m", kind: "membership", includes: ["c"] },
      { id: "c", kind: "course", includes: ["s"] },
      { id: "s", kind: "session" },
      { id: "m2", kind: "membership", includes: ["c2"] },
      { id: "c2", kind: "course", includes: ["s2-bad"] },
      { id: "s2-bad", kind: "session", startsAt: "2027-01-02T00:00:00Z", endsAt: "2027-01-01T00:00:00Z" },
    ]);
    expect(results.map(({ outcome }) => outcome)).toEqual([
      "created",
      "created",
      "created",
      "refused",
      "refused",
      "refused",
    ]);
    expect(results.slice(3)).toMatchObject([
      { problem: { code: "offering.not_found" } },
      { problem: { code: "offering.not_found" } },
      { problem: { code: "offering.times_invalid" } },
    ]);
  });

  it("a thousand are synced in one request, and a second time nothing is written", async () => {
    const offerings = Array.from({ length: 1000 }, (_, n) => ({
      id: `sync-${n}`,
      title: `Course ${n}`,
      prices: [{ currency: "UNIT", amount: n + 1 }],
    }));
    expect(new Set((await upsertAll(offerings)).map(({ outcome }) => outcome))).toEqual(new Set(["created"]));
    expect(new Set((await upsertAll(offerings)).map(({ outcome }) => outcome))).toEqual(new Set(["unchanged"]));
    expect(await eventsOf("sync-999")).toBe(1);
  });

  it("synced twice at the same moment are as one of the two said", async () => {
    const said = (title: string) => Array.from({ length: 20 }, (_, n) => ({ id: `race-${n}`, title }));
    await Promise.all([upsertAll(said("A")), upsertAll(said("B").toReversed())]);
    const { body } = await server<{ data: catalog.Offering[] }>("GET", "/v1/offerings?search=race-&limit=100");
    expect(new Set(body.data.map(({ title }) => title)).size).toBe(1);
  });
});

describe("a price", () => {
  const versions = async (id: string) => (await server("GET", `/v1/offerings/${id}/prices`)).body["data"];

  it("is set in one currency, and the others stay", async () => {
    await upsert("webinar", { kind: "session", prices: [{ currency: "EUR", amount: 900 }] });
    const set = await server("PUT", "/v1/offerings/webinar/prices/UNIT", { amount: 3 });
    expect(set.body).toMatchObject({
      prices: [
        { currency: "EUR", amount: 900 },
        { currency: "UNIT", amount: 3 },
      ],
    });
    const removed = await server("DELETE", "/v1/offerings/webinar/prices/EUR");
    expect(removed.body).toMatchObject({ prices: [{ currency: "UNIT", amount: 3 }] });
  });

  it("is the admin's to set, and nobody else's of the page", async () => {
    await upsert("lecture");
    const set = async (roles: ("admin" | "instructor")[]) =>
      (await (await academy.as("boss", roles))("PUT", "/v1/offerings/lecture/prices/UNIT", { amount: 3 })).status;
    expect(await set(["admin"])).toBe(200);
    expect(await set(["instructor"])).toBe(403);
  });

  it("is never edited: each change is a version that says from when to when it stood", async () => {
    await upsert("history", { prices: [{ currency: "UNIT", amount: 5 }] });
    api.clock.advance({ days: 1 });
    const changedAt = api.clock.now().toISOString();
    await server("PUT", "/v1/offerings/history/prices/UNIT", { amount: 6 });
    expect(await versions("history")).toMatchObject([
      { version: 2, amount: 6, createdAt: changedAt, endedAt: null },
      { version: 1, amount: 5, endedAt: changedAt },
    ]);
  });
});
