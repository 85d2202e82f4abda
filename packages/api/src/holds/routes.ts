import { holds, splitPlans } from "@bursar/sdk/contract";
import type { Api } from "../platform/api.ts";
import { asTenant } from "../platform/database.ts";
import { uuidOf } from "../platform/ids.ts";
import { ageHolds } from "./age-holds.ts";
import { confirmDelivery, disputeDelivery } from "./answer-delivery.ts";
import { decideHold } from "./decide-hold.ts";
import { listHolds } from "./list-holds.ts";
import { selectHoldWithMovements } from "./queries.ts";
import { listSplitPlans, readSplitPlan, upsertSplitPlan } from "./split-plans.ts";

export function holdRoutes(api: Api): void {
  api.on(splitPlans.upsertSplitPlan, (context, { params, body }) => upsertSplitPlan(context, params.plan, body));
  api.on(splitPlans.retrieveSplitPlan, (context, { params }) => readSplitPlan(context, params.plan));
  api.on(splitPlans.listSplitPlans, (context, { query }) => listSplitPlans(context, query));

  // Before the route that would take "ageing" for an id.
  api.on(holds.ageHolds, (context) => ageHolds(context));
  api.on(holds.listHolds, (context, { query }) => listHolds(context, query));
  api.on(holds.retrieveHold, (context, { params }) =>
    asTenant(context.sql, context.tenant.id, (tx) =>
      selectHoldWithMovements(tx, context.tenant.id, uuidOf(params.hold)),
    ),
  );
  api.on(holds.decideHold, (context, { params, body }) => decideHold(context, params.hold, body));

  api.onUser(holds.confirmDelivery, (context, user, { params }) => confirmDelivery(context, user, params.enrollment));
  api.onUser(holds.disputeDelivery, (context, user, { params, body }) =>
    disputeDelivery(context, user, params.enrollment, body.reason),
  );
}
