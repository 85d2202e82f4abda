import { catalog } from "@bursar/sdk/contract";
import type { Api } from "../platform/api.ts";
import type { Actor } from "../platform/context.ts";
import { decodeCursor, pageOf } from "../platform/cursor.ts";
import { asTenant } from "../platform/database.ts";
import { ProblemError, problemDocument } from "../platform/problem.ts";
import { cancelSession } from "./cancel-session.ts";
import { listPrices } from "./list-prices.ts";
import { selectOfferings, selectOptionalOffering } from "./queries.ts";
import { changePrice } from "./set-price.ts";
import { upsertOffering, upsertOfferings } from "./upsert-offerings.ts";

export function catalogRoutes(api: Api): void {
  api.on(catalog.upsertOffering, (context, { params, body }) => upsertOffering(context, params.offering, () => body));

  api.on(catalog.upsertOfferingBatch, async (context, { body }) => {
    const results = await upsertOfferings(context, body.offerings);
    return {
      results: results.map((result) =>
        result.outcome === "refused"
          ? { ...result, problem: problemDocument(result.problem, context.requestId) }
          : result,
      ),
    };
  });

  api.on(catalog.retrieveOffering, async (context, { params }) => {
    const offering = await asTenant(context.sql, context.tenant.id, (tx) =>
      selectOptionalOffering(tx, context.tenant.id, params.offering),
    );
    if (!offering) throw new ProblemError("offering.not_found", {});
    return seenBy(context.actor, offering);
  });

  api.on(catalog.listOfferings, async (context, { query }) => {
    const { kind, search, limit, cursor } = query;
    const [aboveId] = decodeCursor("offerings", cursor, ["string"]) ?? [null];
    const rows = await asTenant(context.sql, context.tenant.id, (tx) =>
      selectOfferings(tx, context.tenant.id, { kind, search, aboveId, limit: limit + 1 }),
    );
    return pageOf(
      "offerings",
      rows,
      limit,
      (offering) => seenBy(context.actor, offering),
      (offering) => [offering.id],
    );
  });

  api.on(catalog.cancelSession, (context, { params, body }) => cancelSession(context, params.offering, body.reason));

  api.on(catalog.listPrices, (context, { params, query }) => listPrices(context, params.offering, query));
  api.on(catalog.setPrice, (context, { params, body }) =>
    changePrice(context, params.offering, params.currency, body.amount),
  );
  api.on(catalog.removePrice, (context, { params }) => changePrice(context, params.offering, params.currency, null));
}

/** How much a teacher gets of a price is no learner's business. */
const seenBy = (actor: Actor, offering: catalog.Offering): catalog.Offering =>
  actor.kind === "user" && !actor.roles.includes("admin") ? { ...offering, splitPlan: null } : offering;
