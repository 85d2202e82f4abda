import { createUserToken } from "@bursar/sdk";
import { operations } from "@bursar/sdk/contract";
import { beforeAll, describe, expect, it } from "vitest";
import { type TestTenant, useApi } from "../../test/api.ts";
import { send } from "../../test/requests.ts";
import { furnish, type Records, samplesOf } from "../../test/samples.ts";

const api = useApi();
let academy: TestTenant;
let records: Records;

beforeAll(async () => {
  academy = await api.createTenant();
  records = await furnish(academy);
  await academy.server("POST", `/v1/users/${records.user}/enrollments`, { offering: records.offering });
  await addWhatTheContractDoesNotKnow();
});

/** Columns and fields that a later version, or a careless one, may have. */
async function addWhatTheContractDoesNotKnow(): Promise<void> {
  const { superuser } = api.database;
  for (const table of [
    "tenants",
    "keys",
    "users",
    "currencies",
    "offerings",
    "prices",
    "enrollments",
    "webhook_endpoints",
    "webhook_deliveries",
  ]) {
    await superuser`alter table ${superuser(table)} add column inside text default 'leaked by a column'`;
  }
  await superuser`update tenants set settings = settings || '{"inside": "leaked by a setting"}'`;
  await superuser`update events set data = data || '{"inside": "leaked by an event"}'`;
  await wrap("offering_document", "p_tenant_id int, p_offering_id text");
  await wrap("access_check", "p_tenant_id int, p_now timestamptz, p_user_id text, p_offering_id text");
  await wrap("enrollment_document", "p_now timestamptz, p_enrollment enrollments");
  await wrap("find_key", "p_hash bytea");
}

/** Lets a function answer one more field than it should. */
async function wrap(name: string, parameters: string): Promise<void> {
  const names = parameters.split(", ").map((parameter) => parameter.split(" ")[0]);
  await api.database.superuser.unsafe(`
    alter function ${name} rename to plain_${name};
    create function ${name}(${parameters}) returns jsonb language plpgsql as $$
    begin
      return plain_${name}(${names.join(", ")}) || '{"inside": "leaked by a function"}';
    end $$`);
}

describe("an answer", () => {
  it.each(operations.map((operation) => [operation.id, operation] as const))(
    "of %s has nothing that the contract doesn't know",
    async (id, operation) => {
      const bearer = operation.access.scope
        ? academy.secretKey
        : await createUserToken({ secret: academy.tokenSecret, user: records.user, now: api.clock.now });
      const { text, status } = await send(api.app, operation, samplesOf(records)[id] ?? {}, { bearer });
      expect(text).not.toContain("leaked");
      expect(status, text).toBeLessThan(500);
      if (status < 300 && text !== "") expect(operation.response.parse(JSON.parse(text))).toEqual(JSON.parse(text));
    },
  );

  it("shows that the above has teeth: what is asked of the database does have the leak", async () => {
    const [row] = await api.database.superuser`select to_jsonb(u)::text as u from users u limit 1`;
    expect(row?.["u"]).toContain("leaked");
  });
});
