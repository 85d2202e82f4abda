import { payouts, type Query, type Result } from "@bursar/sdk/contract";
import type { Api } from "../platform/api.ts";
import type { Context } from "../platform/context.ts";
import { decodeCursor, pageOf } from "../platform/cursor.ts";
import { asTenant } from "../platform/database.ts";
import { uuidOf } from "../platform/ids.ts";
import { createPayoutBatch, exportPayoutBatch, payPayoutBatch } from "./batches.ts";
import { createPayout } from "./create-payout.ts";
import { approvePayout, failPayout, payPayout, rejectPayout } from "./decide-payout.ts";
import { requirePayee } from "./payee.ts";
import { selectPayouts } from "./queries.ts";
import { listEarningsLines, readEarnings } from "./read-earnings.ts";

export function payoutRoutes(api: Api): void {
  api.onUser(payouts.listEarnings, (context, user) => readEarnings(context, user));
  api.onUser(payouts.listEarningsLines, (context, user, { params, query }) =>
    listEarningsLines(context, user, params.currency, query),
  );
  api.onUser(payouts.createPayout, (context, user, { body }) => createPayout(context, user, body));
  api.onUser(payouts.listPayouts, async (context, user, { query }) => {
    await asTenant(context.sql, context.tenant.id, (tx) => requirePayee(tx, context, user));
    return listPayouts(context, { ...query, user });
  });

  api.on(payouts.listAllPayouts, (context, { query }) => listPayouts(context, query));
  api.on(payouts.approvePayout, (context, { params }) => approvePayout(context, params.payout));
  api.on(payouts.rejectPayout, (context, { params, body }) => rejectPayout(context, params.payout, body.reason));
  api.on(payouts.payPayout, (context, { params, body }) => payPayout(context, params.payout, body.reference ?? null));
  api.on(payouts.failPayout, (context, { params, body }) => failPayout(context, params.payout, body.reason));

  api.on(payouts.createPayoutBatch, (context, { body }) => createPayoutBatch(context, body.currency));
  api.on(payouts.payPayoutBatch, (context, { params, body }) =>
    payPayoutBatch(context, params.batch, body.reference ?? null),
  );
  api.on(payouts.exportPayoutBatch, (context, { params }) => exportPayoutBatch(context, params.batch));
}

async function listPayouts(
  context: Context,
  { limit, cursor, batch, ...filter }: Query<typeof payouts.listAllPayouts>,
): Promise<Result<typeof payouts.listAllPayouts>> {
  const [belowId] = decodeCursor("payouts", cursor, ["uuid"]) ?? [null];
  const { sql, tenant } = context;
  const rows = await asTenant(sql, tenant.id, (tx) =>
    selectPayouts(tx, tenant.id, { ...filter, batch: batch && uuidOf(batch), belowId, limit: limit + 1 }),
  );
  return pageOf(
    "payouts",
    rows,
    limit,
    (payout) => payout,
    ({ id }) => [uuidOf(id)],
  );
}
