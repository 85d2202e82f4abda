import type { Input } from "../api.ts";
import type * as contract from "../contract/tenants.ts";
import { path } from "../path.ts";
import type { RequestOptions } from "../transport.ts";
import { Resource } from "./resource.ts";

export class Tenant extends Resource {
  /** The tenant of this key or user token, with its settings. */
  retrieve(options?: RequestOptions): Promise<contract.Tenant> {
    return this.api.get<typeof contract.retrieveTenant>(path`/v1/tenant`, options);
  }

  /**
   * Changes settings; a missing one keeps its value. Errors: `currency.not_found`.
   *
   * @example
   * await bursar.tenant.update({ settings: { timezone: "Africa/Cairo" } });
   */
  update(input: Input<typeof contract.updateTenant>, options?: RequestOptions): Promise<contract.Tenant> {
    return this.api.patch<typeof contract.updateTenant>(path`/v1/tenant`, input, options);
  }
}
