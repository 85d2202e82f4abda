import type { catalog } from "@bursar/sdk/contract";
import type { Context } from "../platform/context.ts";
import type { Transaction } from "../platform/database.ts";
import type { Wanted } from "./judge-offerings.ts";

type PricePoint = Wanted["prices"][number];

/** Writes an offering and its prices. A changed amount ends the price and begins its next version. */
export async function writeOffering(
  tx: Transaction,
  { tenant, clock }: Context,
  one: Wanted,
  live: readonly catalog.Price[],
): Promise<void> {
  const now = clock.now();
  const stays = (price: PricePoint, among: readonly PricePoint[]) =>
    among.some(({ currency, amount }) => currency === price.currency && amount === price.amount);
  const ended = live.filter((price) => !stays(price, one.prices)).map(({ currency }) => currency);
  const begun = one.prices.filter((price) => !stays(price, live));
  await Promise.all([
    tx`
      insert into offerings (tenant_id, id, kind, title, description, url, available, capacity, opens_at, closes_at,
        starts_at, ends_at, access_days, payee_id, plan_id, metadata, created_at, updated_at)
      values (${tenant.id}, ${one.id}, ${one.kind}, ${one.title}, ${one.description}, ${one.url}, ${one.available},
        ${one.capacity}, ${one.opensAt}, ${one.closesAt}, ${one.startsAt}, ${one.endsAt}, ${one.accessDays},
        ${one.payee}, ${one.splitPlan}, ${tx.json(one.metadata)}, ${now}, ${now})
      on conflict (tenant_id, id) do update set kind = excluded.kind, title = excluded.title,
        description = excluded.description, url = excluded.url, available = excluded.available,
        capacity = excluded.capacity, opens_at = excluded.opens_at, closes_at = excluded.closes_at,
        starts_at = excluded.starts_at, ends_at = excluded.ends_at, access_days = excluded.access_days,
        payee_id = excluded.payee_id, plan_id = excluded.plan_id,
        metadata = excluded.metadata, updated_at = excluded.updated_at`,
    ...(ended.length > 0
      ? [
          tx`
            update prices set ended_at = ${now}
            where tenant_id = ${tenant.id} and offering_id = ${one.id} and ended_at is null and currency = any (${ended})`,
        ]
      : []),
    ...begun.map(
      ({ currency, amount }) => tx`
        insert into prices (tenant_id, offering_id, currency, version, amount, created_at)
        select ${tenant.id}, ${one.id}, ${currency}, coalesce(max(version), 0) + 1, ${amount}, ${now}
        from prices where tenant_id = ${tenant.id} and offering_id = ${one.id} and currency = ${currency}`,
    ),
  ]);
}

/** Writes what comes with an offering, and what must come before it. */
export async function writeRelations(tx: Transaction, { tenant }: Context, one: Wanted): Promise<void> {
  await Promise.all([
    tx`delete from inclusions where tenant_id = ${tenant.id} and offering_id = ${one.id}`,
    tx`
      insert into inclusions (tenant_id, offering_id, included_id, place)
      select ${tenant.id}, ${one.id}, id, place from unnest(${one.includes}::text[]) with ordinality as o(id, place)`,
    tx`delete from prerequisites where tenant_id = ${tenant.id} and offering_id = ${one.id}`,
    tx`
      insert into prerequisites (tenant_id, offering_id, required_id, place)
      select ${tenant.id}, ${one.id}, id, place from unnest(${one.prerequisites}::text[]) with ordinality as o(id, place)`,
  ]);
}
