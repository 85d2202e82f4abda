import type { Body, catalog } from "@bursar/sdk/contract";
import { recordAudit } from "../platform/audit.ts";
import type { Context } from "../platform/context.ts";
import { asTenant, type Transaction } from "../platform/database.ts";
import { recordEvent } from "../platform/events.ts";
import { ProblemError } from "../platform/problem.ts";
import { withRetry } from "../platform/retry.ts";
import { selectOptionalOffering } from "./queries.ts";

type Input = Body<typeof catalog.upsertOffering>;

/** Creates or updates an offering under the host's own id. A changed amount ends the price and begins its next version. */
export async function upsertOffering(context: Context, id: string, input: Input): Promise<catalog.Offering> {
  const { tenant, clock } = context;
  const offering = await withRetry(() =>
    asTenant(context.sql, tenant.id, async (tx) => {
      // The offering may not be there to be locked.
      await tx`select pg_advisory_xact_lock(hashtextextended(${`offering/${id}`}, ${tenant.id}))`;
      const before = await selectOptionalOffering(tx, tenant.id, id);
      const { prices, ...fields } = input;
      const wanted = withChanges<Fields>(before ?? newOffering(id), fields);
      await tx`
        insert into offerings (tenant_id, id, kind, title, description, url, available, access_days, metadata, created_at, updated_at)
        values (${tenant.id}, ${id}, ${wanted.kind}, ${wanted.title}, ${wanted.description}, ${wanted.url},
          ${wanted.available}, ${wanted.accessDays}, ${tx.json(wanted.metadata)}, ${clock.now()}, ${clock.now()})
        on conflict (tenant_id, id) do update set kind = excluded.kind, title = excluded.title,
          description = excluded.description, url = excluded.url, available = excluded.available,
          access_days = excluded.access_days, metadata = excluded.metadata, updated_at = excluded.updated_at`;
      if (prices) await replacePrices(tx, context, id, before?.prices ?? [], prices);
      const after = await selectOptionalOffering(tx, tenant.id, id);
      if (!after) throw new ProblemError("server.error", {});
      await recordEvent(tx, context, "offering.updated", null, { offering: id });
      await recordAudit(tx, context, "offering.upserted", `offering:${id}`, before && { ...before }, { ...after });
      return after;
    }),
  );
  context.hints.send(tenant.id);
  return offering;
}

/** A missing field keeps its value. */
function withChanges<T extends object>(values: T, changes: { [K in keyof T]?: T[K] | undefined }): T {
  const sent = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...values, ...Object.fromEntries(sent) };
}

type Fields = Pick<
  catalog.Offering,
  "kind" | "title" | "description" | "url" | "available" | "accessDays" | "metadata"
>;

const newOffering = (id: string): Fields => ({
  kind: "course",
  title: id,
  description: null,
  url: null,
  available: true,
  accessDays: null,
  metadata: {},
});

async function replacePrices(
  tx: Transaction,
  { tenant, clock }: Context,
  offering: string,
  live: readonly catalog.Price[],
  wanted: NonNullable<Input["prices"]>,
): Promise<void> {
  const isLive = (
    price: { currency: string; amount: number },
    among: readonly { currency: string; amount: number }[],
  ) => among.some(({ currency, amount }) => currency === price.currency && amount === price.amount);
  const ended = live.filter((price) => !isLive(price, wanted)).map(({ currency }) => currency);
  if (ended.length > 0) {
    await tx`
      update prices set ended_at = ${clock.now()}
      where tenant_id = ${tenant.id} and offering_id = ${offering} and ended_at is null and currency = any (${ended})`;
  }
  for (const price of wanted.filter((candidate) => !isLive(candidate, live))) {
    const [known] = await tx`select from currencies where tenant_id = ${tenant.id} and code = ${price.currency}`;
    if (!known) throw new ProblemError("currency.not_found", { currency: price.currency });
    await tx`
      insert into prices (tenant_id, offering_id, currency, version, amount, created_at)
      select ${tenant.id}, ${offering}, ${price.currency}, coalesce(max(version), 0) + 1, ${price.amount}, ${clock.now()}
      from prices where tenant_id = ${tenant.id} and offering_id = ${offering} and currency = ${price.currency}`;
  }
}
