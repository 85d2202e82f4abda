import type { payouts, Result } from "@bursar/sdk/contract";
import { recordAudit } from "../platform/audit.ts";
import { actorName, type Context, type Outcome } from "../platform/context.ts";
import { asTenant, type Transaction } from "../platform/database.ts";
import { idempotently } from "../platform/idempotency.ts";
import { newUuid, typedId, uuidOf } from "../platform/ids.ts";
import { ProblemError } from "../platform/problem.ts";
import { end, recordDecision } from "./decide-payout.ts";
import { selectPayout, selectPayouts } from "./queries.ts";

/** Gathers all approved payouts in one currency that no batch has yet. */
export async function createPayoutBatch(context: Context, currency: string): Promise<Outcome<payouts.PayoutBatch>> {
  const { tenant, clock } = context;
  return idempotently(context, async (tx) => {
    const id = newUuid(clock);
    await tx`
      insert into payout_batches (tenant_id, id, currency, actor, created_at)
      values (${tenant.id}, ${id}, ${currency}, ${actorName(context.actor)}, ${clock.now()})`;
    // Locked in one order: of two that gather at the same moment, the second finds what the first has left. An array, so that
    // each is updated by its key.
    const gathered = await tx`
      update payouts set batch_id = ${id}, updated_at = ${clock.now()}
      where tenant_id = ${tenant.id} and id = any (array(
        select id from payouts
        where tenant_id = ${tenant.id} and status = 'approved' and currency = ${currency} and batch_id is null
        order by id for no key update))`;
    if (gathered.count === 0) throw new ProblemError("payout.none_approved", {});
    const batch = await selectBatch(tx, tenant.id, id);
    await recordAudit(tx, context, "payoutBatch.created", `payoutBatch:${batch.id}`, null, {
      ...{ currency, payouts: batch.payouts, amount: batch.amount },
    });
    return batch;
  });
}

/** All of a batch has been paid, but for what was ended before. */
export async function payPayoutBatch(
  context: Context,
  id: string,
  reference: string | null,
): Promise<Outcome<payouts.PayoutBatch>> {
  const { tenant } = context;
  const outcome = await idempotently(context, async (tx) => {
    await selectBatch(tx, tenant.id, uuidOf(id));
    await tx`
      select from payouts where tenant_id = ${tenant.id} and batch_id = ${uuidOf(id)} order by id for no key update`;
    const open = await selectPayouts(tx, tenant.id, { batch: uuidOf(id), status: "approved" });
    for (const payout of open) {
      await end(tx, context, payout, { status: "paid", reason: null, reference });
      await recordDecision(tx, context, payout, await selectPayout(tx, tenant.id, uuidOf(payout.id)));
    }
    return selectBatch(tx, tenant.id, uuidOf(id));
  });
  if (!outcome.replayed) context.hints.send(tenant.id);
  return outcome;
}

/** A batch as a file for the bank (RFC 4180). */
export async function exportPayoutBatch(
  { sql, tenant }: Context,
  id: string,
): Promise<Result<typeof payouts.exportPayoutBatch>> {
  const gathered = await asTenant(sql, tenant.id, async (tx) => {
    await selectBatch(tx, tenant.id, uuidOf(id));
    return selectPayouts(tx, tenant.id, { batch: uuidOf(id) });
  });
  const rows = gathered
    // What was rejected or has failed is the payee's again, and may be asked for again.
    .filter(({ status }) => status === "approved" || status === "paid")
    .toReversed()
    .map((payout) => [
      payout.id,
      payout.user,
      payout.destination,
      decimal(payout.amount, payout.digits),
      payout.currency,
    ]);
  const csv = [["payout", "payee", "destination", "amount", "currency"], ...rows]
    .map((cells) => `${cells.map(cellOf).join(",")}\r\n`)
    .join("");
  return { name: `payouts-${id}.csv`, csv };
}

/** Exact, however large: from the digits, and never through a fraction. */
function decimal(amount: number, digits: number): string {
  const text = String(amount).padStart(digits + 1, "0");
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

// At the beginning, or where a semicolon ends a cell; behind what is not seen, too, and in the full width of East Asia.
const formula = /(^|;)(?=[\s\p{Cf}]*[=+\-@\t＝＋－＠])/gu;

/** A cell that no spreadsheet takes for a formula, whatever a payee has written. */
function cellOf(value: string): string {
  const text = value.replaceAll(formula, "$1'");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

interface BatchRow {
  currency: string;
  digits: number;
  payouts: number;
  open: number;
  amount: number;
  actor: string;
  created_at: Date;
}

async function selectBatch(tx: Transaction, tenantId: number, id: string): Promise<payouts.PayoutBatch> {
  const [row] = await tx<BatchRow[]>`
    select b.currency, c.digits, p.payouts, p.open, p.amount, b.actor, b.created_at
    from payout_batches b
    join currencies c on c.tenant_id = ${tenantId} and c.code = b.currency
    cross join lateral (
      select count(*) as payouts, count(*) filter (where status = 'approved') as open, coalesce(sum(amount), 0)::bigint as amount
      from payouts where tenant_id = ${tenantId} and batch_id = b.id and status in ('approved', 'paid')) p
    where b.tenant_id = ${tenantId} and b.id = ${id}`;
  if (!row) throw new ProblemError("payoutBatch.not_found", {});
  const { open, created_at, ...shown } = row;
  return { ...shown, id: typedId("bat", id), openPayouts: open, createdAt: created_at.toISOString() };
}
