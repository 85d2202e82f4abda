import { createUserToken } from "@bursar/sdk";
import { type Operation, operations } from "@bursar/sdk/contract";
import { beforeAll, describe, expect, it } from "vitest";
import { type TestTenant, useApi } from "../../test/api.ts";
import { contentsOf } from "../../test/contents.ts";
import { declaredCodes, send } from "../../test/requests.ts";
import { furnish, type Records, samplesOf } from "../../test/samples.ts";

const api = useApi();
let foreign: TestTenant;
let foreignRecords: Records;
const declared = declaredCodes();

// As long as the foreign ones, and nobody's.
const missing: Records = {
  user: "user-nobody's",
  other: "other-nobody's",
  currency: "NOBODYS",
  offering: "offering-nobody's",
  session: "session-nobody's",
  transaction: "txn_01jd3f6q8reg5tm2y0v9k4wxab",
  pending: "txn_01jd3f6q8reg5tm2y0v9k4wxab",
  key: "key_01jd3f6q8reg5tm2y0v9k4wxab",
  enrollment: "enr_01jd3f6q8reg5tm2y0v9k4wxab",
  entitlement: "ent_01jd3f6q8reg5tm2y0v9k4wxab",
  plan: "plan-nobody's",
  bought: "enr_01jd3f6q8reg5tm2y0v9k4wxab",
  hold: "hold_01jd3f6q8reg5tm2y0v9k4wxab",
  payout: "pay_01jd3f6q8reg5tm2y0v9k4wxab",
  asked: "pay_01jd3f6q8reg5tm2y0v9k4wxab",
  batch: "bat_01jd3f6q8reg5tm2y0v9k4wxab",
  endpoint: "whe_01jd3f6q8reg5tm2y0v9k4wxab",
  delivery: "evt_01jd3f6q8reg5tm2y0v9k4wxab",
  full: "offering-nobody's-full",
};

beforeAll(async () => {
  foreign = await api.createTenant();
  foreignRecords = await furnish(foreign, {
    user: "user-somebody",
    other: "other-somebody",
    currency: "FOREIGN",
    offering: "offering-somebody",
    plan: "plan-somebody",
    session: "session-somebody",
  });
});

// What a host's id in the path creates, what answers "no" about a user or offering that nobody knows, and what takes
// away what may not be there.
const answersAnyway = new Set(
  ["users.upsert", "currencies.upsert", "offerings.upsert", "me.access.check", "users.access.check"].concat(
    "prices.remove",
    "splitPlans.upsert",
  ),
);

interface Case {
  operation: Operation;
  id: keyof Records;
  who: "a secret key" | "an admin";
}

const places = Object.keys(missing) as (keyof Records)[];
const cases: Case[] = operations.flatMap((operation) =>
  (["a secret key", "an admin"] as const).flatMap((who) =>
    places.filter((id) => names(operation, id)).map((id) => ({ operation, id, who })),
  ),
);

/** Whether the operation's sample says this id anywhere. */
function names({ id }: Operation, place: keyof Records): boolean {
  const marked = samplesOf({ ...missing, [place]: "marked" })[id];
  return JSON.stringify(marked).includes("marked");
}

describe("another tenant's id is answered, to the byte, like one that does not exist", () => {
  it("covers every operation with an id in its path", () => {
    const covered = new Set(cases.map(({ operation }) => operation.id));
    expect(operations.filter(({ path, id }) => path.includes("{") && !covered.has(id))).toEqual([]);
  });

  it.each(cases.map((one) => [`${one.operation.id} with a ${one.id}, for ${one.who}`, one] as const))(
    "%s",
    async (_name, { operation, id, who }) => {
      const own = await api.createTenant();
      const ownRecords = await furnish(own);
      const bearer =
        who === "a secret key"
          ? own.secretKey
          : await createUserToken({ secret: own.tokenSecret, user: "boss", roles: ["admin"], now: api.clock.now });
      const marked = samplesOf({ ...ownRecords, [id]: "marked" })[operation.id] ?? {};
      const isInPath = Object.values(marked.params ?? {}).includes("marked");
      for (const [variant, markedBody] of (marked.bodies ?? [{}]).entries()) {
        if (!JSON.stringify([marked.params, marked.query, markedBody]).includes("marked")) continue;
        const answerTo = async (value: string) => {
          const sample = samplesOf({ ...ownRecords, [id]: value })[operation.id] ?? {};
          const body = sample.bodies?.[variant];
          const answer = await send(api.app, operation, sample, { bearer, ...(body && { body }) });
          expect(answer.status, answer.text).toBeLessThan(500);
          if (answer.problem.code) expect(declared.get(operation.id)).toContain(answer.problem.code);
          return { status: answer.status, text: withoutWhatDiffers(answer.text).replaceAll(value, "…") };
        };
        const toForeign = await answerTo(foreignRecords[id]);
        expect(toForeign).toEqual(await answerTo(missing[id]));
        const mayAsk = who === "a secret key" ? operation.access.scope : operation.access.roles;
        if (isInPath && mayAsk && !answersAnyway.has(operation.id)) expect(toForeign.status, toForeign.text).toBe(404);
      }
    },
  );

  it("and whatever was tried, the other tenant's rows are as they were", async () => {
    const own = await api.createTenant();
    const ownRecords = await furnish(own);
    const before = await contentsOf(api.database.superuser, foreign.tenant.id);
    for (const { operation, id } of cases) {
      const sample = samplesOf({ ...ownRecords, [id]: foreignRecords[id] })[operation.id] ?? {};
      for (const body of sample.bodies ?? [undefined]) {
        await send(api.app, operation, sample, { bearer: own.secretKey, ...(body && { body }) });
      }
    }
    expect(await contentsOf(api.database.superuser, foreign.tenant.id)).toEqual(before);
    expect(before["users"]).toMatch(/^2 rows/);
    // Hundreds of requests.
  }, 60_000);
});

/** Request ids, new ids and secrets are never twice the same. */
const withoutWhatDiffers = (text: string): string =>
  text
    .replaceAll(/"requestId":"[^"]*"/g, "")
    .replaceAll(/\b(txn|enr|ent|key|uts|evt|aud|whe)_[0-9a-z]{26}/g, "$1_…")
    .replaceAll(/"(key|secret|token|hint)":"[^"]*"/g, "");
