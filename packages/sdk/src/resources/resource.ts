import type { Api } from "../api.ts";
import { type Path, path } from "../path.ts";

/** A part of the API: methods of one request each. */
export abstract class Resource {
  protected readonly api: Api;

  constructor(api: Api) {
    this.api = api;
  }

  /** The user with this id, or without one, whoever the user token names. */
  protected owner(user: string | undefined): Path {
    return user === undefined ? path`/v1/me` : path`/v1/users/${user}`;
  }
}

/** Whose it is: a user by id, for secret keys and admins; without it, whoever the user token names. */
export interface OfUser {
  user?: string | undefined;
}
