import type { events, Query, Result } from "@bursar/sdk/contract";
import type { Context } from "../platform/context.ts";
import { pageOf } from "../platform/cursor.ts";
import { asTenant } from "../platform/database.ts";
import { typedId } from "../platform/ids.ts";
import { decodePosition } from "./queries.ts";

type Operation = typeof events.listAuditRecords;

interface Row {
  id: string;
  xid: string;
  actor: string;
  action: string;
  object: string;
  request_id: string | null;
  address: string | null;
  before: unknown;
  after: unknown;
  created_at: Date;
}

/** The audit log, newest first. */
export async function listAuditRecords(context: Context, query: Query<Operation>): Promise<Result<Operation>> {
  const below = decodePosition(query.cursor, "audit");
  const rows = await asTenant(
    context.sql,
    context.tenant.id,
    (tx) => tx<Row[]>`
      select id, xid::text, actor, action, object, request_id, host(address) as address, before, after, created_at
      from audit_records r
      where tenant_id = ${context.tenant.id}
        ${below === null ? tx`` : tx`and (xid, id) < (${below.xid}::xid8, ${below.id}::uuid)`}
        ${query.object === undefined ? tx`` : tx`and object = ${query.object}`}
      order by r.xid desc, r.id desc
      limit ${query.limit + 1}`,
  );
  return pageOf("audit", rows, query.limit, recordOf, ({ xid, id }) => [xid, id]);
}

const recordOf = (row: Row): events.AuditRecord => ({
  id: typedId("aud", row.id),
  actor: row.actor,
  action: row.action,
  object: row.object,
  requestId: row.request_id,
  address: row.address,
  before: row.before,
  after: row.after,
  createdAt: row.created_at.toISOString(),
});
