import { createUserToken } from "@bursar/sdk";
import {
  type Operation,
  operations,
  type Role,
  Role as Roles,
  type Scope,
  Scope as Scopes,
} from "@bursar/sdk/contract";
import { beforeAll, describe, expect, it } from "vitest";
import { type TestTenant, useApi } from "../../test/api.ts";
import { declaredCodes, type Sent, send } from "../../test/requests.ts";
import { furnish, hostIds, type Records, type Sample, samplesOf } from "../../test/samples.ts";

const api = useApi();
let academy: TestTenant;
let records: Records;
let samples: Record<string, Sample>;
const declared = declaredCodes();

beforeAll(async () => {
  academy = await api.createTenant();
  records = await furnish(academy);
  samples = samplesOf(records);
});

const sampleOf = ({ id }: Operation): Sample => samples[id] ?? expect.fail(`${id} has no sample in test/samples.ts`);

/** Sends an operation's sample, and sees to it that the description knows whatever it is answered. */
async function ask(operation: Operation, bearer: string | null, headers = {}): Promise<Sent> {
  const answer = await send(api.app, operation, sampleOf(operation), { bearer, headers });
  const { code } = answer.problem;
  if (code) expect(declared.get(operation.id), `${operation.id} answers ${code}`).toContain(code);
  return answer;
}

describe("every operation of the contract", () => {
  it("has an id and a route of its own", () => {
    expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
    expect(new Set(operations.map(({ method, path }) => `${method} ${path}`)).size).toBe(operations.length);
  });

  it("has a sample, and no sample is left without an operation", () => {
    expect(Object.keys(samples).sort()).toEqual(operations.map(({ id }) => id).sort());
  });

  it.each(operations.map((operation) => [operation.id, operation] as const))("%s is served", async (_id, operation) => {
    // What ends a transaction, enrolls or deletes can be done once only.
    const fresh =
      operation.idempotent || operation.id.endsWith(".delete")
        ? await furnish(academy, { ...hostIds, user: operation.id, offering: operation.id })
        : records;
    const bearer = operation.access.scope ? academy.secretKey : await tokenOf(["learner"], fresh.user);
    const answer = await send(api.app, operation, samplesOf(fresh)[operation.id] as Sample, { bearer });
    expect(answer.status, answer.text).toBe(operation.status);
  });

  it("answers who and what may not be kept, and names the request", async () => {
    for (const operation of operations) {
      const { headers } = await ask(operation, null);
      expect(headers.get("cache-control"), operation.id).toBe("no-store");
      expect(headers.get("x-request-id"), operation.id).toMatch(/^req_[0-9a-f]{32}$/);
    }
  });
});

const tokenOf = (roles: Role[], user = records.user) =>
  createUserToken({ secret: academy.tokenSecret, user, roles, now: api.clock.now });

async function keyWith(scopes: Scope[]): Promise<string> {
  const answer = await academy.server("POST", "/v1/keys", { kind: "secret", name: "k", scopes });
  return answer.body.key;
}

describe("who may call", () => {
  // Only who may ask is looked at here: an empty body keeps the operation from doing its work a hundred times.
  async function verdict(operation: Operation, bearer: string | null): Promise<string> {
    const sample = { ...sampleOf(operation), ...(sampleOf(operation).bodies && { bodies: [{}] }) };
    const { status, problem } = await send(api.app, operation, sample, { bearer });
    if (status === 401) return "who?";
    return problem.code === "auth.forbidden" ? `needs ${problem["needs"]}` : "may";
  }

  it("nobody may call anything without a credential", async () => {
    for (const operation of operations)
      expect([operation.id, await verdict(operation, null)]).toEqual([operation.id, "who?"]);
  });

  it.each(Roles.options)("user tokens with the role %s may call what is open to it, and nothing else", async (role) => {
    const token = await tokenOf([role]);
    for (const operation of operations) {
      const { roles } = operation.access;
      const expected = roles?.includes(role)
        ? "may"
        : roles
          ? `needs role ${roles.join(" or ")}`
          : "needs a secret key";
      expect([operation.id, await verdict(operation, token)]).toEqual([operation.id, expected]);
    }
  });

  it.each(Scopes.options)("secret keys with %s alone may call what asks for it, and nothing else", async (scope) => {
    const key = await keyWith([scope]);
    for (const operation of operations) {
      const needed = operation.access.scope;
      const expected = needed === scope ? "may" : `needs ${needed ? `scope ${needed}` : "a user token"}`;
      expect([operation.id, await verdict(operation, key)]).toEqual([operation.id, expected]);
    }
  });

  it.each(Scopes.options)("secret keys with every scope but %s may call all but what asks for it", async (scope) => {
    const key = await keyWith(Scopes.options.filter((other) => other !== scope));
    for (const operation of operations) {
      const needed = operation.access.scope;
      const expected = !needed ? "needs a user token" : needed === scope ? `needs scope ${scope}` : "may";
      expect([operation.id, await verdict(operation, key)]).toEqual([operation.id, expected]);
    }
  });

  it("a secret key without scopes may call all that keys may", async () => {
    for (const operation of operations.filter(({ access }) => access.scope)) {
      expect([operation.id, await verdict(operation, academy.secretKey)]).toEqual([operation.id, "may"]);
    }
  });

  it("a user token whose roles are unknown counts as a learner's", async () => {
    const token = await tokenOf(["root" as Role]);
    const users = operations.find(({ id }) => id === "users.list") as Operation;
    const me = operations.find(({ id }) => id === "me.retrieve") as Operation;
    expect(await verdict(users, token)).toBe("needs role admin");
    expect(JSON.parse((await ask(me, token)).text).roles).toEqual(["learner"]);
  });
});

describe("an idempotency key", () => {
  // What creates keys and tokens answers secrets, which must not be stored; a proof changes nothing; to say twice how
  // offerings are to be, or who came, is no more than to say it once; and what receives webhooks must bear to be told twice.
  const without = ["userTokens.create", "keys.create", "keys.rotate", "tokenSecrets.rotate", "ledger.verify"].concat(
    ["offerings.upsertBatch", "attendance.report", "webhookEndpoints.create", "webhookEndpoints.rotateSecret"],
    ["webhookEndpoints.replay", "webhookEndpoints.test", "webhookDeliveries.retry"],
  );

  it("is demanded by every POST that moves money or access", () => {
    const posts = operations.filter(({ method }) => method === "post");
    expect(
      posts
        .filter(({ idempotent }) => !idempotent)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(without.sort());
  });

  const demanding = operations.filter(({ idempotent }) => idempotent);
  it.each(demanding.map((operation) => [operation.id, operation] as const))(
    "%s refuses without",
    async (_id, operation) => {
      const bearer = operation.access.scope ? academy.secretKey : await tokenOf(["learner"]);
      const answer = await ask(operation, bearer, { "idempotency-key": undefined });
      expect([answer.status, answer.problem.code]).toEqual([400, "idempotency.key_missing"]);
    },
  );

  it.each(["", " ", "a b", "schlüssel", "x".repeat(256)])("refuses %j as one", async (key) => {
    const operation = operations.find(({ id }) => id === "transactions.create") as Operation;
    const headers = { "idempotency-key": Buffer.from(key).toString("latin1") };
    const answer = await ask(operation, academy.secretKey, headers);
    expect(answer.problem.code).toBe("request.invalid");
    expect(answer.problem.errors?.[0]?.pointer).toBe("/header/Idempotency-Key");
  });
});
