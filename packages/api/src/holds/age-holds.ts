import type { holds, Result } from "@bursar/sdk/contract";
import type { Context } from "../platform/context.ts";
import { asTenant } from "../platform/database.ts";

/** How long money has been waiting, in steps of days. */
export async function ageHolds({ sql, tenant, clock }: Context): Promise<Result<typeof holds.ageHolds>> {
  const now = clock.now();
  return asTenant(sql, tenant.id, async (tx) => {
    const [data, [row]] = await Promise.all([
      tx<holds.HoldAge[]>`
        select h.currency, c.digits, s.days_min as "daysMin", s.days_max as "daysMax", count(*) as holds,
          sum(h.amount - h.released - h.refunded)::bigint as held
        from holds h
        join currencies c on c.tenant_id = ${tenant.id} and c.code = h.currency
        join (values (0, 7), (7, 30), (30, 60), (60, 90), (90, null)) s(days_min, days_max)
          on h.created_at <= ${now}::timestamptz - make_interval(days => s.days_min)
            and (s.days_max is null or h.created_at > ${now}::timestamptz - make_interval(days => s.days_max))
        where h.tenant_id = ${tenant.id} and h.status = 'held'
        group by h.currency, c.digits, s.days_min, s.days_max
        order by h.currency, s.days_min`,
      tx<{ disputed: number }[]>`
        select count(*) as disputed from holds
        where tenant_id = ${tenant.id} and disputed_at is not null and status = 'held'`,
    ]);
    return { data: [...data], disputed: row?.disputed ?? 0 };
  });
}
