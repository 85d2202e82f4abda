import type * as contract from "../contract/users.ts";
import { path } from "../path.ts";
import type { RequestOptions } from "../transport.ts";
import { Resource } from "./resource.ts";

export class Me extends Resource {
  /** Retrieves whoever the user token names, with their roles. */
  retrieve(options?: RequestOptions): Promise<contract.Me> {
    return this.api.get<typeof contract.retrieveMe>(path`/v1/me`, options);
  }
}
