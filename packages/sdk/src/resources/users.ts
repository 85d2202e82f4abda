import type { Filter, Input } from "../api.ts";
import type * as contract from "../contract/users.ts";
import type { PageList } from "../pagination.ts";
import { path } from "../path.ts";
import type { RequestOptions } from "../transport.ts";
import { Resource } from "./resource.ts";

export class Users extends Resource {
  /**
   * Creates or updates a user under the host's own id. A missing field keeps its value; null clears it. A new user gets
   * the tenant's sign-up credit.
   *
   * @example
   * await bursar.users.upsert("42", { name: "Amina", email: "amina@example.com" });
   */
  upsert(id: string, input: Input<typeof contract.upsertUser> = {}, options?: RequestOptions): Promise<contract.User> {
    return this.api.put<typeof contract.upsertUser>(path`/v1/users/${id}`, input, options);
  }

  /** Retrieves a user with balances. Errors: `user.not_found`. */
  retrieve(id: string, options?: RequestOptions): Promise<contract.UserWithBalances> {
    return this.api.get<typeof contract.retrieveUser>(path`/v1/users/${id}`, options);
  }

  /** Lists users with balances, in the order of their ids; `search` finds a part of id, name or email. */
  list(filter?: Filter<typeof contract.listUsers>, options?: RequestOptions): PageList<contract.UserWithBalances> {
    return this.api.list<typeof contract.listUsers>(path`/v1/users`, filter, options);
  }
}
