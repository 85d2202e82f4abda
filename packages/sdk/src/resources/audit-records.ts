import type { Filter } from "../api.ts";
import type * as contract from "../contract/events.ts";
import type { PageList } from "../pagination.ts";
import { path } from "../path.ts";
import type { RequestOptions } from "../transport.ts";
import { Resource } from "./resource.ts";

export class AuditRecords extends Resource {
  /** The audit log, newest first: all of it, or what was done to one `object` such as `wallet:42/UNIT`. */
  list(filter?: Filter<typeof contract.listAuditRecords>, options?: RequestOptions): PageList<contract.AuditRecord> {
    return this.api.list<typeof contract.listAuditRecords>(path`/v1/audit-records`, filter, options);
  }
}
