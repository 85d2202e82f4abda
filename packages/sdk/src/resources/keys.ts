import type { Input } from "../api.ts";
import type * as contract from "../contract/tenants.ts";
import { path } from "../path.ts";
import type { RequestOptions } from "../transport.ts";
import { Resource } from "./resource.ts";

export class Keys extends Resource {
  /** All keys, revoked ones included; never the keys themselves. */
  list(options?: RequestOptions): Promise<{ data: contract.Key[] }> {
    return this.api.get<typeof contract.listKeys>(path`/v1/keys`, options);
  }

  /**
   * Creates a key; the key itself is in this answer only. A secret key never gets more scopes than the key that creates
   * it.
   *
   * @example
   * const { key } = await bursar.keys.create({
   *   kind: "publishable",
   *   name: "Academy",
   *   origins: ["https://academy.example"],
   * });
   */
  create(input: Input<typeof contract.createKey>, options?: RequestOptions): Promise<contract.NewKey> {
    return this.api.post<typeof contract.createKey>(path`/v1/keys`, input, options);
  }

  /** Changes the origins of a publishable key. Errors: `key.not_found`. */
  update(id: string, input: Input<typeof contract.updateKey>, options?: RequestOptions): Promise<contract.Key> {
    return this.api.patch<typeof contract.updateKey>(path`/v1/keys/${id}`, input, options);
  }

  /** Replaces a key; the old one works on for `overlapSeconds`, a day by default. Errors: `key.not_found`. */
  rotate(id: string, input: Input<typeof contract.rotateKey> = {}, options?: RequestOptions): Promise<contract.NewKey> {
    return this.api.post<typeof contract.rotateKey>(path`/v1/keys/${id}/rotate`, input, options);
  }

  /** Revokes a key at once. Errors: `key.not_found`, `key.last_one`. */
  revoke(id: string, options?: RequestOptions): Promise<contract.Key> {
    return this.api.delete<typeof contract.revokeKey>(path`/v1/keys/${id}`, options);
  }
}
