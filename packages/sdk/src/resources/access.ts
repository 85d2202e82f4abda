import type { AccessDecision, checkAccess } from "../contract/enrollments.ts";
import { path } from "../path.ts";
import type { RequestOptions } from "../transport.ts";
import { type OfUser, Resource } from "./resource.ts";

export class Access extends Resource {
  /**
   * May this user enter? A pure read: ask it on your server before you send what must stay secret. A user or offering that
   * nobody knows is no error: the answer is no.
   *
   * @example
   * const { allowed } = await bursar.access.check({ offering: "dot-hazmat", user: "42" });
   */
  check({ offering, user }: OfUser & { offering: string }, options?: RequestOptions): Promise<AccessDecision> {
    return this.api.get<typeof checkAccess.mine>(path`${this.owner(user)}/access/${offering}`, options);
  }
}
