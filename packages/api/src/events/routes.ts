import { events } from "@bursar/sdk/contract";
import type { Api } from "../platform/api.ts";
import { asTenant } from "../platform/database.ts";
import type { Hub } from "./hub.ts";
import { listAuditRecords } from "./list-audit-records.ts";
import { decodePosition, encodePosition, selectEventsAfter } from "./queries.ts";
import { streamEvents } from "./stream-events.ts";
import type { Streams } from "./streams.ts";

export function eventRoutes(api: Api, hub: Hub, streams: Streams): void {
  api.on(events.listEvents, async (context, { query }) => {
    const after = decodePosition(query.cursor);
    const placed = await asTenant(context.sql, context.tenant.id, (tx) =>
      selectEventsAfter(tx, context.tenant.id, after, query.limit),
    );
    const last = placed.at(-1)?.position ?? after ?? { xid: "0", id: "00000000-0000-0000-0000-000000000000" };
    return { data: placed.map(({ event }) => event), page: { nextCursor: encodePosition(last) } };
  });

  api.onRaw(events.streamEvents, (context, _input, c, isStillAdmitted) =>
    streamEvents(context, hub, streams, c, isStillAdmitted),
  );

  api.on(events.listAuditRecords, (context, { query }) => listAuditRecords(context, query));
}
