import { expect, it } from "vitest";
import { useApi } from "../../test/api.ts";
import { clearOldRecords } from "./jobs.ts";

const api = useApi();

it("what has had its time is cleared away, however much it is, and what has not stays", async () => {
  const { server, tenant, context } = await api.createTenant();
  const { superuser } = api.database;
  // More than one of its short transactions takes.
  await superuser`
    insert into events (tenant_id, id, type, data, created_at)
    select ${tenant.id}, gen_random_uuid(), 'offering.updated', '{}', ${api.clock.now()} from generate_series(1, 6000)`;
  await server("PUT", "/v1/currencies/UNIT", {});
  await server("PUT", "/v1/users/42", {});
  await server("POST", "/v1/transactions", { type: "grant", user: "42", currency: "UNIT", amount: 1 });
  const kept = async () => {
    const count = async (table: string) => {
      const [row] = await superuser`select count(*)::int as n from ${superuser(table)} where tenant_id = ${tenant.id}`;
      return row?.["n"];
    };
    return {
      events: await count("events"),
      outcomes: await count("idempotency_records"),
      entries: await count("entries"),
    };
  };

  api.clock.advance({ days: 31 });
  await clearOldRecords.run(context);
  expect(await kept()).toEqual({ events: 6002, outcomes: 0, entries: 2 });

  api.clock.advance({ days: 60 });
  await clearOldRecords.run(context);
  expect(await kept()).toEqual({ events: 0, outcomes: 0, entries: 2 });
});
