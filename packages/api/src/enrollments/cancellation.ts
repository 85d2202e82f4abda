import type { enrollments, tenants } from "@bursar/sdk/contract";
import type { Context } from "../platform/context.ts";
import type { Transaction } from "../platform/database.ts";
import { typedId } from "../platform/ids.ts";
import { ProblemError } from "../platform/problem.ts";

/** All that decides what cancelling an enrollment gives back. */
export interface CancellationFacts {
  id: string;
  user: string;
  offering: string;
  status: enrollments.Enrollment["status"];
  /** When the offering begins. */
  startsAt: Date | null;
  /** Whether the user has been in what was paid for: a session, not the sessions of a course. */
  attended: boolean;
  /** The reason that was paid for and lives; null when there is none. */
  paid: {
    entitlement: string;
    transaction: string;
    at: Date;
    currency: string;
    digits: number;
    amount: number;
    /** What was neither delivered, nor released, nor given back. */
    undelivered: number;
    /** What was neither given back nor forfeited, delivered or not. */
    notGivenBack: number;
    hold: { id: string; held: number; disputed: boolean } | null;
  } | null;
  /** Whether another reason lets the user in. */
  hasOther: boolean;
}

/** What the policy gives back now, and why not more. */
export interface Judgement {
  refund: number;
  obstacle: enrollments.RefundObstacle | null;
  refundableUntil: Date | null;
}

/** The rule: the page's message and the refund itself come from here, and from nowhere else. */
export function judgeCancellation(
  { status, startsAt, attended, paid }: CancellationFacts,
  policy: tenants.TenantSettings["cancellation"],
  now: Date,
): Judgement {
  if (!paid) return { refund: 0, obstacle: null, refundableUntil: null };
  const refundableUntil = windowEnd(policy, paid.at, startsAt);
  const judge = (refund: number, obstacle: enrollments.RefundObstacle | null) => ({
    refund,
    obstacle,
    refundableUntil,
  });
  if (status === "completed") return judge(0, { code: "enrollment.completed" });
  if (paid.hold?.disputed) return judge(0, { code: "hold.disputed" });
  if (attended) return judge(0, { code: "enrollment.attended" });
  // The last millisecond counts.
  if (now > refundableUntil) {
    return judge(0, { code: "refund.window_closed", closedAt: refundableUntil.toISOString() });
  }
  const refund = percentOf(paid.undelivered, policy.percent);
  return judge(refund, refund === 0 ? { code: "refund.nothing_left" } : null);
}

function windowEnd({ from, hours }: tenants.TenantSettings["cancellation"], bought: Date, startsAt: Date | null): Date {
  const start = startsAt ?? bought;
  const begin = from === "purchase" ? bought : from === "start" ? start : start > bought ? start : bought;
  return new Date(begin.getTime() + hours * 3_600_000);
}

// In two parts: the product of the largest amount with 100 is not exact.
const percentOf = (amount: number, percent: number): number =>
  Math.floor(amount / 100) * percent + Math.floor(((amount % 100) * percent) / 100);

/** The preview of a cancellation, as it leaves the API. */
export function cancellationOf(facts: CancellationFacts, { tenant, clock }: Context): enrollments.Cancellation {
  const policy = tenant.settings.cancellation;
  const { refund, obstacle, refundableUntil } = judgeCancellation(facts, policy, clock.now());
  const money = facts.paid && { currency: facts.paid.currency, digits: facts.paid.digits };
  return {
    enrollment: typedId("enr", facts.id),
    offering: facts.offering,
    paid: facts.paid && money && { ...money, amount: facts.paid.amount },
    refund: money && refund > 0 ? { ...money, amount: refund } : null,
    obstacle,
    destinations: policy.destinations,
    refundableUntil: refundableUntil?.toISOString() ?? null,
    keepsAccess: facts.hasOther,
    asOf: clock.now().toISOString(),
  };
}

interface Row {
  user_id: string;
  offering_id: string;
  status: enrollments.Enrollment["status"];
  starts_at: Date | null;
  attended: boolean;
  entitlement: string | null;
  transaction: string;
  paid_at: Date;
  currency: string;
  digits: number;
  amount: number;
  reversed: number;
  hold: string | null;
  held: number;
  disputed: boolean;
  sessions: number;
  sessions_over: number;
  others: number;
}

const wasIn = (tx: Transaction, tenantId: number, now: Date, session: ReturnType<Transaction>) => tx`exists (
  select from session_attendance_of(${tenantId}, ${now}, ${session}, array[e.user_id]) a where a.seconds > 0)`;

/** Whoever decides by it holds the lock of `lockReasons`. Throws `enrollment.not_found`, `enrollment.ended`. */
export async function selectCancellation(
  tx: Transaction,
  { tenant, clock }: Context,
  id: string,
  user?: string,
): Promise<CancellationFacts> {
  const now = clock.now();
  const [row] = await tx<Row[]>`
    select e.user_id, e.offering_id, (enrollment_document(${now}, e) ->> 'status') as status,
      o.starts_at,
      o.kind = 'session' and ${wasIn(tx, tenant.id, now, tx`o.id`)} as attended,
      p.id as entitlement, p.transaction_id as transaction, p.starts_at as paid_at, m.currency, m.digits, m.amount,
      coalesce(r.reversed, 0) as reversed, h.id as hold, h.amount - h.released - h.refunded as held,
      h.disputed_at is not null as disputed, s.sessions, s.sessions_over,
      (select count(*) from live_entitlements(${tenant.id}, ${now}, e.user_id, e.offering_id) l
        where l.live and (l.enrollment_id <> e.id or l.offering_id <> e.offering_id)) +
      (select count(*) from entitlements x
        where x.tenant_id = ${tenant.id} and x.enrollment_id = e.id and x.revoked_at is null and x.id <> p.id
          and (x.expires_at is null or x.expires_at > ${now})) as others
    from enrollments e
    join offerings o on o.tenant_id = ${tenant.id} and o.id = e.offering_id
    left join lateral (
      select id, transaction_id, starts_at from entitlements
      where tenant_id = ${tenant.id} and enrollment_id = e.id and transaction_id is not null and revoked_at is null
      order by id desc limit 1) p on true
    left join lateral (
      select a.currency, c.digits, -sum(n.amount)::bigint as amount
      from entries n
      join accounts a on a.tenant_id = ${tenant.id} and a.id = n.account_id
      join currencies c on c.tenant_id = ${tenant.id} and c.code = a.currency
      where n.tenant_id = ${tenant.id} and n.transaction_id = p.transaction_id and n.version is not null
      group by a.currency, c.digits) m on true
    left join lateral (
      select max(reversed_after) as reversed from reversals
      where tenant_id = ${tenant.id} and reverses = p.transaction_id) r on true
    left join holds h on h.tenant_id = ${tenant.id} and h.transaction_id = p.transaction_id
    left join lateral (
      -- Whoever has been in one that is going on has had it. What has no payee waits in no hold, and is judged all the same. The
      -- part of a cancelled session goes back from a hold by itself.
      select count(*) as sessions, count(*) filter (where (h.id is not null or t.cancelled_at is null) and (
        i.ends_at <= ${now} or (t.starts_at <= ${now} and ${wasIn(tx, tenant.id, now, tx`i.id`)}))) as sessions_over
      from hold_sessions(${tenant.id}, coalesce(h, jsonb_populate_record(null::holds, jsonb_build_object(
        'offering_id', e.offering_id, 'entitlement_id', p.id, 'created_at', p.starts_at)))) i
      join offerings t on t.tenant_id = ${tenant.id} and t.id = i.id) s on true
    where e.tenant_id = ${tenant.id} and e.id = ${id} ${user === undefined ? tx`` : tx`and e.user_id = ${user}`}`;
  if (!row) throw new ProblemError("enrollment.not_found", {});
  if (row.status !== "active" && row.status !== "completed") {
    throw new ProblemError("enrollment.ended", { enrollmentStatus: row.status });
  }
  return {
    id,
    user: row.user_id,
    offering: row.offering_id,
    status: row.status,
    startsAt: row.starts_at,
    attended: row.attended,
    paid: row.entitlement === null ? null : paidOf(row, row.entitlement),
    hasOther: row.others > 0,
  };
}

function paidOf(row: Row, entitlement: string): CancellationFacts["paid"] {
  const { transaction, currency, digits, amount, reversed } = row;
  const hold = row.hold === null ? null : { id: row.hold, held: row.held, disputed: row.disputed };
  const held = hold ? hold.held : amount - reversed;
  return {
    ...{ entitlement, transaction, at: row.paid_at, currency, digits, amount, hold },
    undelivered: withoutDelivered(held, row.sessions, row.sessions_over),
    notGivenBack: amount - reversed,
  };
}

/** What is left of what was paid when each session that is over has had its part, as `holds_settle_session` gives it. */
function withoutDelivered(held: number, sessions: number, over: number): number {
  let left = held;
  for (let done = 0; done < over; done++) left -= Math.floor(left / (sessions - done));
  return left;
}
