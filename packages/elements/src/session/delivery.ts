import type { Attendance as Attended } from "@bursar/sdk";
import { Attendance, Enrollments } from "@bursar/sdk/resources";
import { reloadEnrollment } from "./cancelling.ts";
import { pageSession, type Query } from "./session.ts";

// The API's. Sessions before the latest hundred are told without it.
const limit = 100;

/** How the user attended, by session. */
export const myAttendanceQuery: Query<Map<string, Attended>> = {
  key: "my-attendance",
  load: async (api) => {
    const { data } = await new Attendance(api).mine({ limit });
    return new Map(data.map((attended) => [attended.offering, attended]));
  },
  follow: ({ type }, resource) =>
    type === "attendance.recorded" || type === "session.ended" ? resource.refresh() : undefined,
};

interface Bought {
  id: string;
  offering: string;
}

/** The user says that it was delivered. */
export async function confirmDelivery({ id, offering }: Bought): Promise<void> {
  await pageSession().act(`confirm/${id}`, (api, options) => new Enrollments(api).confirm(id, {}, options));
  await reloadEnrollment(id, offering);
}

/** The user says that it was not, and why. */
export async function disputeDelivery({ id, offering }: Bought, reason: string): Promise<void> {
  await pageSession().act(`dispute/${id}/${reason}`, (api, options) =>
    new Enrollments(api).dispute(id, { reason }, options),
  );
  await reloadEnrollment(id, offering);
}
