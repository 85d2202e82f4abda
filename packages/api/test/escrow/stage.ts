import { expect } from "vitest";
import type { Context } from "../../src/platform/context.ts";
import type { Caller, TestApi, TestTenant } from "../api.ts";
import type { Policy, Session, Share, Sold } from "../escrow-model.ts";

const hour = 3_600_000;
const day = 24 * hour;
export const begin = Date.parse("2026-11-20T00:00:00Z");
export const after = (milliseconds: number) => new Date(begin + milliseconds).toISOString();

export const learners = ["amina", "omar", "zoe"] as const;
/** Brought by a friend, by a teacher, and by nobody. */
export const referrers: Record<string, string | null> = { amina: "friend", omar: "salma", zoe: null };
export const payees = ["salma", "tarek", "author", "friend"] as const;
/** What each learner begins with: enough for some of what there is. */
export const funds = { promotional: 60, paid: 240 };
/** Above it, a payout needs somebody else's approval. */
export const approvalAbove = 50;

const plans: Record<string, readonly Share[]> = {
  seventy: [
    { party: "payee", basisPoints: 7000 },
    { party: "platform", basisPoints: 3000, takesResidue: true },
  ],
  referred: [
    { party: "payee", basisPoints: 6667, takesResidue: true },
    { party: "platform", basisPoints: 2222 },
    { party: "referrer", basisPoints: 1111 },
  ],
  thirds: [
    { party: "payee", basisPoints: 3334 },
    { party: "user", user: "author", basisPoints: 3333, takesResidue: true },
    { party: "platform", basisPoints: 3333 },
  ],
};

/** What each session costs by itself, who is owed for it, and by which plan. */
const soldAlone = [
  [101, "salma", "seventy"],
  [40, "tarek", null],
  [7, null, null],
  [53, "salma", "referred"],
] as const;

/** A school of its own: nothing in it was ever sold. */
export interface School {
  tenant: TestTenant;
  server: Caller;
  /** An admin, whose token is new with each call: a history lasts for weeks. */
  office: Caller;
  /** As a worker has it. */
  job: Context;
  sessions: Session[];
  offerings: Sold[];
}

export async function openSchool(api: TestApi, policy: Policy): Promise<School> {
  api.clock.set(after(0));
  const tenant = await api.createTenant();
  const { server } = tenant;
  const must = async (method: string, path: string, body: object) => {
    const answer = await server(method, path, body);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  };
  const { from, hours, percent, disputeHours, maturityDays } = policy;
  const { release } = tenant.context.tenant.settings;
  const settings = {
    cancellation: { from, hours, percent, destinations: ["lots" as const, "credit" as const] },
    release: { ...release, disputeHours, maturityDays },
    payouts: { minimum: [], approvalAbove: [{ currency: "UNIT", amount: approvalAbove }] },
  };
  await tenant.settings(settings);
  await must("PUT", "/v1/currencies/UNIT", {});
  for (const [id, shares] of Object.entries(plans)) await must("PUT", `/v1/split-plans/${id}`, { name: id, shares });
  for (const user of [...learners, ...payees]) {
    await must("PUT", `/v1/users/${user}`, { referrer: referrers[user] ?? null });
  }
  for (const user of learners) {
    const posting = { user, currency: "UNIT" };
    await must("POST", "/v1/transactions", { ...posting, type: "grant", amount: funds.promotional });
    await must("POST", "/v1/transactions", { ...posting, type: "top_up", amount: funds.paid, reason: "cash" });
  }

  const sessions: Session[] = [1, 3, 3, 6].map((on, i) => ({
    id: `session-${i}`,
    endsAt: begin + on * day + 11 * hour,
    cancelledAt: null,
    outcome: null,
  }));
  const offerings: Sold[] = [];
  const offer = async (sold: Omit<Sold, "plan">, plan: string | null, more: object) => {
    const { id, price, payee } = sold;
    const prices = price === 0 ? [] : [{ currency: "UNIT", amount: price }];
    await must("PUT", `/v1/offerings/${id}`, { payee, splitPlan: plan, prices, ...more });
    offerings.push({ ...sold, plan: plan === null ? null : (plans[plan] as Share[]) });
  };
  for (const [i, [price, payee, plan]] of soldAlone.entries()) {
    const session = sessions[i] as Session;
    const { id, endsAt } = session;
    const startsAt = endsAt - hour;
    const times = { startsAt: new Date(startsAt).toISOString(), endsAt: new Date(endsAt).toISOString() };
    await offer({ id, price, payee, startsAt, sessions: [session] }, plan, { kind: "session", ...times });
  }
  const course = (id: string, price: number, payee: string | null, plan: string | null, includes: Session[] = []) =>
    offer({ id, price, payee, startsAt: null, sessions: includes }, plan, { includes: includes.map((one) => one.id) });
  await course("course", 100, "salma", "referred", sessions);
  await course("workshop", 91, "tarek", "thirds", sessions.slice(1, 3));
  await course("self-paced", 77, "tarek", "thirds");
  await course("platform", 13, null, null);

  const context = {
    ...tenant.context,
    tenant: { ...tenant.tenant, settings: { ...tenant.tenant.settings, ...settings } },
  };
  const office: Caller = async (...call) => (await tenant.as("office", ["admin"]))(...call);
  const { patientSql: sql } = api.platform;
  return { tenant, server, office, job: { ...context, sql }, sessions, offerings };
}

/** What the books say, asked of the tables. */
export async function booksOf({ database: { superuser } }: TestApi, { tenant: { tenant } }: School) {
  const [row] = await superuser<Record<string, number>[]>`
    with entry as (
      select case when a.user_id is null then a.kind else a.kind || 's' end as book, e.amount, t.type
      from entries e
      join accounts a on a.tenant_id = e.tenant_id and a.id = e.account_id
      join transactions t on t.tenant_id = e.tenant_id and t.id = e.transaction_id
      where e.tenant_id = ${tenant.id})
    select coalesce(sum(amount) filter (where book = 'wallets'), 0)::int as wallets,
      coalesce(sum(amount) filter (where book = 'earningss'), 0)::int as earnings,
      coalesce(sum(amount) filter (where book = 'revenue'), 0)::int as revenue,
      coalesce(sum(amount) filter (where book = 'escrow'), 0)::int as escrow,
      coalesce(sum(amount) filter (where book = 'payouts'), 0)::int as payouts,
      coalesce(sum(amount) filter (where book = 'clearing' and type in ('payout_paid', 'payout_returned')), 0)::int as "paidOut"
    from entry`;
  return row as Record<"wallets" | "earnings" | "revenue" | "escrow" | "payouts" | "paidOut", number>;
}

/** Each purchase that waited: how it stands, by its enrollment and transaction. */
export const holdRows = ({ database: { superuser } }: TestApi, { tenant: { tenant } }: School) =>
  superuser<
    {
      id: string;
      transaction: string;
      released: number;
      refunded: number;
      amount: number;
      status: string;
      disputed: boolean;
    }[]
  >`
    select id, transaction_id as transaction, released::int, refunded::int, amount::int, status, disputed_at is not null as disputed
    from holds where tenant_id = ${tenant.id} order by id`;

/** Nothing in the proof, and nothing that the proof might not see. */
export async function expectSound(api: TestApi, { server, tenant: { tenant } }: School): Promise<void> {
  const { body: proof } = await server("POST", "/v1/ledger/verify");
  expect(proof.findings).toEqual([]);
  const { superuser } = api.database;
  const mine = superuser`tenant_id = ${tenant.id}`;
  const broken = await superuser`
    select 'more refunded than captured' as trouble, user_id as object from holds where ${mine}
    group by user_id having sum(refunded) > sum(amount)
    union all
    select 'a hold that gives more than it has', id::text from holds where ${mine} and released + refunded > amount
    union all
    select 'a session settled twice', hold_id::text from hold_movements where ${mine} and session_id is not null
    group by hold_id, session_id, kind having count(*) > 1
    union all
    select 'a session both released and refunded in full', hold_id::text from hold_movements
    where ${mine} and session_id is not null and amount > 0 group by hold_id, session_id having count(distinct kind) > 1
    union all
    select 'shares that do not add up', hold_id::text from hold_movements m
    where ${mine} and kind <> 'refund' and amount > 0
      and amount <> (select sum((s ->> 'amount')::bigint) from jsonb_array_elements(shares) s)
    union all
    select 'a share that is not in the earnings', user_id from (
      select s ->> 'user' as user_id, sum(case kind when 'release' then 1 else -1 end * (s ->> 'amount')::bigint) as amount
      from hold_movements cross join lateral jsonb_array_elements(shares) s where ${mine} and s ->> 'user' is not null group by 1) s
    full join (select user_id, sum(amount) as earned from earnings where ${mine} group by user_id) e using (user_id)
    where coalesce(amount, 0) <> coalesce(earned, 0)
    union all
    select 'a balance that is not what was earned less what is gone', a.user_id from accounts a
    where ${mine} and a.kind = 'earnings' and a.balance <>
      coalesce((select sum(amount) from earnings e where e.tenant_id = a.tenant_id and e.user_id = a.user_id), 0)
      - coalesce((select sum(amount) from payouts p where p.tenant_id = a.tenant_id and p.user_id = a.user_id
        and status not in ('failed', 'rejected')), 0)
    union all
    select 'a payout that was not ended once', p.id::text from payouts p
    cross join lateral (
      select count(*) filter (where type = 'payout_paid') as paid, count(*) filter (where type = 'payout_returned') as returned
      from transactions t where t.tenant_id = p.tenant_id and t.reference = typed_id('pay', p.id)) t
    where ${mine} and (t.paid > case when p.status in ('paid', 'failed') then 1 else 0 end
      or t.paid < case when p.status = 'paid' then 1 else 0 end
      or t.returned <> case when p.status in ('failed', 'rejected') then 1 else 0 end)
    union all
    select 'a payout paid from less than there was', a.user_id from accounts a
    where ${mine} and a.kind = 'earnings' and a.balance < 0 and not exists (
      select from transactions t join entries e on e.tenant_id = t.tenant_id and e.transaction_id = t.id
      where t.tenant_id = a.tenant_id and t.type = 'clawback' and e.account_id = a.id)`;
  expect(broken).toEqual([]);
}
