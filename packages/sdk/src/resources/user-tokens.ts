import type { Input } from "../api.ts";
import type * as contract from "../contract/users.ts";
import { path } from "../path.ts";
import type { RequestOptions } from "../transport.ts";
import { Resource } from "./resource.ts";

export class UserTokens extends Resource {
  /** Mints a user token by a request; `createUserToken` of this package does it without one. */
  create(input: Input<typeof contract.createUserToken>, options?: RequestOptions): Promise<contract.UserToken> {
    return this.api.post<typeof contract.createUserToken>(path`/v1/user-tokens`, input, options);
  }
}
