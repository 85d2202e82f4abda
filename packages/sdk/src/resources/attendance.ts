import type { Filter, Input } from "../api.ts";
import type * as contract from "../contract/attendance.ts";
import type { PageList } from "../pagination.ts";
import { path } from "../path.ts";
import type { RequestOptions } from "../transport.ts";
import { type OfUser, Resource } from "./resource.ts";

interface InSession {
  offering: string;
}

export class Attendance extends Resource {
  /**
   * Reports who came to a session and went, up to 1,000 facts at once, in any order and as often as you like. A
   * `connection` is one stay on one device. The answer names users whom Bursar does not know: of them nothing is kept.
   * Errors: `offering.not_found`, `offering.not_a_session`.
   *
   * @example
   * await bursar.attendance.report({
   *   offering: "webinar-7",
   *   events: [{ user: "42", connection: "laptop-1", type: "joined", at: new Date().toISOString() }],
   * });
   */
  report({ offering, ...body }: InSession & Input<typeof contract.reportAttendance>, options?: RequestOptions) {
    return this.api.post<typeof contract.reportAttendance>(
      path`/v1/offerings/${offering}/attendance/events`,
      body,
      options,
    );
  }

  /**
   * Sets a user's attendance by hand, as minutes or as a status, with a reason: it counts, whatever was measured. Errors:
   * `offering.not_found`, `offering.not_a_session`, `user.not_found`.
   *
   * @example
   * await bursar.attendance.set({ offering: "webinar-7", user: "42", minutes: 40, reason: "Joined by telephone" });
   */
  set(
    { offering, user, ...body }: InSession & { user: string } & Input<typeof contract.setAttendance>,
    options?: RequestOptions,
  ): Promise<contract.Attendance> {
    return this.api.put<typeof contract.setAttendance>(
      path`/v1/offerings/${offering}/attendance/${user}`,
      body,
      options,
    );
  }

  /**
   * Takes back what was set by hand: what was measured counts again. Errors: `offering.not_found`,
   * `offering.not_a_session`, `user.not_found`.
   */
  reset({ offering, user }: InSession & { user: string }, options?: RequestOptions): Promise<contract.Attendance> {
    return this.api.delete<typeof contract.resetAttendance>(
      path`/v1/offerings/${offering}/attendance/${user}`,
      options,
    );
  }

  /**
   * Who attended a session: all who are enrolled or were seen, by user id. Errors: `offering.not_found`,
   * `offering.not_a_session`, `cursor.invalid`.
   *
   * @example
   * for await (const { user, minutes, status } of bursar.attendance.list({ offering: "webinar-7" })) {
   *   console.log(user, minutes, status);
   * }
   */
  list(
    { offering, ...filter }: InSession & Filter<typeof contract.listAttendance>,
    options?: RequestOptions,
  ): PageList<contract.Attendance> {
    return this.api.list<typeof contract.listAttendance>(path`/v1/offerings/${offering}/attendance`, filter, options);
  }

  /** A user's attendance, the latest session first; in one `offering`, if named. Errors: `user.not_found`, `cursor.invalid`. */
  mine(
    { user, ...filter }: OfUser & Filter<typeof contract.listMyAttendance.mine> = {},
    options?: RequestOptions,
  ): PageList<contract.Attendance> {
    return this.api.list<typeof contract.listMyAttendance.mine>(path`${this.owner(user)}/attendance`, filter, options);
  }
}
