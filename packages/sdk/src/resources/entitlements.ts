import type { Input } from "../api.ts";
import type * as contract from "../contract/enrollments.ts";
import { path } from "../path.ts";
import type { IdempotentOptions } from "../transport.ts";
import { Resource } from "./resource.ts";

export class Entitlements extends Resource {
  /**
   * Lets a user in without payment: enrolls them, or adds a reason to the enrollment there is. Window and prerequisites
   * don't count; the capacity does, unless `overCapacity`. Errors: `user.not_found`, `offering.not_found`,
   * `offering.full`.
   *
   * @example
   * await bursar.entitlements.grant({ user: "42", offering: "dot-hazmat", reason: "Teaches here" });
   */
  grant(
    { user, ...body }: { user: string } & Input<typeof contract.grantAccess>,
    options?: IdempotentOptions,
  ): Promise<contract.EnrollmentWithEntitlements> {
    return this.api.postOnce<typeof contract.grantAccess>(path`/v1/users/${user}/entitlements`, body, options);
  }

  /**
   * Takes one reason for access away, paying nothing back; with the last one the enrollment ends. Errors:
   * `entitlement.not_found`, `entitlement.ended`.
   */
  revoke(
    id: string,
    input: Input<typeof contract.revokeEntitlement>,
    options?: IdempotentOptions,
  ): Promise<contract.EnrollmentWithEntitlements> {
    return this.api.postOnce<typeof contract.revokeEntitlement>(path`/v1/entitlements/${id}/revoke`, input, options);
  }
}
