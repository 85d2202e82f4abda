import type { holds, Result } from "@bursar/sdk/contract";
import type { Context } from "../platform/context.ts";
import { asTenant } from "../platform/database.ts";

/** How long money has been waiting, in steps of days: by the day of each purchase, whose sums are kept. */
export async function ageHolds({ sql, tenant, clock }: Context): Promise<Result<typeof holds.ageHolds>> {
  const now = clock.now();
  return asTenant(sql, tenant.id, async (tx) => {
    const [data, [row]] = await Promise.all([
      tx<holds.HoldAge[]>`
        select t.currency, c.digits, s.days_min as "daysMin", s.days_max as "daysMax", sum(t.count) as holds,
          sum(t.amount)::bigint as held
        from (
          select currency, count, amount, (${now}::timestamptz at time zone 'UTC')::date - about::date as days
          from tallies where tenant_id = ${tenant.id} and kind = 'held_since') t
        join currencies c on c.tenant_id = ${tenant.id} and c.code = t.currency
        join (values (0, 7), (7, 30), (30, 60), (60, 90), (90, null)) s(days_min, days_max)
          on t.days >= s.days_min and (s.days_max is null or t.days < s.days_max)
        group by t.currency, c.digits, s.days_min, s.days_max
        having sum(t.count) <> 0
        order by t.currency, s.days_min`,
      tx<{ disputed: number }[]>`
        select count(*) as disputed from holds
        where tenant_id = ${tenant.id} and disputed_at is not null and status = 'held'`,
    ]);
    return { data: [...data], disputed: row?.disputed ?? 0 };
  });
}
