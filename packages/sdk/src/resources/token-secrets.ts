import type { Input } from "../api.ts";
import type * as contract from "../contract/tenants.ts";
import { path } from "../path.ts";
import type { RequestOptions } from "../transport.ts";
import { Resource } from "./resource.ts";

export class TokenSecrets extends Resource {
  /**
   * Creates a secret for {@link createUserToken}, shown this once. Earlier ones are accepted for `overlapSeconds`, a day
   * by default.
   */
  rotate(
    input: Input<typeof contract.rotateTokenSecret> = {},
    options?: RequestOptions,
  ): Promise<contract.NewTokenSecret> {
    return this.api.post<typeof contract.rotateTokenSecret>(path`/v1/token-secrets`, input, options);
  }
}
