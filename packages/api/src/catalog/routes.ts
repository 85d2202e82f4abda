import { catalog } from "@bursar/sdk/contract";
import type { Api } from "../platform/api.ts";
import { decodeCursor, pageOf } from "../platform/cursor.ts";
import { asTenant } from "../platform/database.ts";
import { ProblemError } from "../platform/problem.ts";
import { selectOfferings, selectOptionalOffering } from "./queries.ts";
import { upsertOffering } from "./upsert-offering.ts";

export function catalogRoutes(api: Api): void {
  api.on(catalog.upsertOffering, (context, { params, body }) => upsertOffering(context, params.offering, body));

  api.on(catalog.retrieveOffering, async (context, { params }) => {
    const offering = await asTenant(context.sql, context.tenant.id, (tx) =>
      selectOptionalOffering(tx, context.tenant.id, params.offering),
    );
    if (!offering) throw new ProblemError("offering.not_found", {});
    return offering;
  });

  api.on(catalog.listOfferings, async (context, { query }) => {
    const [aboveId] = decodeCursor("offerings", query.cursor, ["string"]) ?? [null];
    const rows = await asTenant(context.sql, context.tenant.id, (tx) =>
      selectOfferings(tx, context.tenant.id, { kind: query.kind, aboveId, limit: query.limit + 1 }),
    );
    return pageOf(
      "offerings",
      rows,
      query.limit,
      (offering) => offering,
      (offering) => [offering.id],
    );
  });
}
