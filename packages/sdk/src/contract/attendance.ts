import * as z from "zod";
import { operation, perUser } from "./operation.ts";
import { line, listQuery, OfferingId, page, Timestamp, text, UserId } from "./primitives.ts";

export const AttendanceStatus = z.enum(["attended", "missed"]).meta({ id: "AttendanceStatus" });

export const AttendanceUndecided = z.enum(["cancelled", "no_times", "not_over", "not_measured", "host_absent"]).meta({
  id: "AttendanceUndecided",
  description:
    "Why there is no status: the session was cancelled, has no start and end, is not over, nobody measured it, or its host never came, and nobody misses what did not take place.",
});

export const Attendance = z
  .object({
    offering: OfferingId,
    user: UserId,
    host: z.boolean().meta({ description: "True of the session's payee, and of whoever was reported as a host." }),
    minutes: z.int().min(0).meta({
      description: "Whole minutes within the session's time; two devices at once count once.",
      example: 42,
    }),
    percent: z
      .int()
      .min(0)
      .max(100)
      .nullable()
      .meta({ description: "The share of the session's time; null without a start and an end.", example: 70 }),
    status: AttendanceStatus.nullable().meta({ description: "Null while it is undecided." }),
    undecided: AttendanceUndecided.nullable(),
    manual: z
      .object({ reason: z.string(), actor: z.string(), createdAt: Timestamp })
      .nullable()
      .meta({ description: "Set by hand, whatever was measured; by whom and why." }),
  })
  .meta({ id: "Attendance", description: "How a user attended a live session." });
export type Attendance = z.output<typeof Attendance>;

const params = z.strictObject({ offering: OfferingId });
const ofUser = params.extend({ user: UserId });

export const AttendanceEventInput = z
  .strictObject({
    id: line(200).min(1).optional().meta({
      description: "Yours, unique in the session: sent again, it counts once. Without one, the content is the id.",
    }),
    user: UserId,
    connection: line(200).min(1).meta({
      description: "One stay on one device, from joining to leaving. Whoever comes back does so by another.",
      example: "laptop-1",
    }),
    type: z.enum(["joined", "left"]),
    at: Timestamp,
    host: z.boolean().default(false).meta({ description: "Whether it is somebody who holds the session." }),
  })
  .meta({ id: "AttendanceEventInput" });

export const reportAttendance = operation({
  id: "attendance.report",
  method: "post",
  path: "/v1/offerings/{offering}/attendance/events",
  summary: "Report who came and went, up to 1,000 facts at once",
  description:
    "For meeting tools of your own. In any order, as often as you like: what is known already is left alone. Of users whom Bursar does not know nothing is kept; the answer names them.",
  access: { scope: "attendance:write" },
  params,
  body: z.strictObject({ events: z.array(AttendanceEventInput).min(1).max(1000) }).meta({ id: "AttendanceReport" }),
  response: z
    .object({
      stored: z.int().meta({ description: "How many were new." }),
      unknownUsers: z.array(UserId).meta({ description: "Whose facts were not kept." }),
    })
    .meta({ id: "AttendanceReportResult" }),
  problems: ["offering.not_found", "offering.not_a_session"],
});

const Reason = text(500).min(1).meta({ description: "Why; kept in the audit log.", example: "Joined by telephone" });

export const setAttendance = operation({
  id: "attendance.set",
  method: "put",
  path: "/v1/offerings/{offering}/attendance/{user}",
  summary: "Set a user's attendance by hand",
  description:
    "It counts, whatever was measured: as a number of minutes, which is judged like a measured one, or as a status. Nothing makes anybody attend or miss a cancelled session.",
  access: { scope: "attendance:write", roles: ["admin"] },
  params: ofUser,
  body: z
    .union([
      z.strictObject({ minutes: z.int().min(0).max(1440), reason: Reason }),
      z.strictObject({ status: AttendanceStatus, reason: Reason }),
    ])
    .meta({ id: "AttendanceInput" }),
  response: Attendance,
  problems: ["offering.not_found", "offering.not_a_session", "user.not_found"],
});

export const resetAttendance = operation({
  id: "attendance.reset",
  method: "delete",
  path: "/v1/offerings/{offering}/attendance/{user}",
  summary: "Let what was measured count again",
  access: { scope: "attendance:write", roles: ["admin"] },
  params: ofUser,
  response: Attendance,
  problems: ["offering.not_found", "offering.not_a_session", "user.not_found"],
});

export const listAttendance = operation({
  id: "attendance.list",
  method: "get",
  path: "/v1/offerings/{offering}/attendance",
  summary: "Who attended a session",
  description:
    "All who are enrolled in it or in a course that includes it, and all who were seen, by user id. An instructor sees the sessions whose payee they are.",
  access: { scope: "attendance:read", roles: ["instructor", "admin"] },
  params,
  query: listQuery,
  response: page("Attendance", Attendance),
  problems: ["offering.not_found", "offering.not_a_session", "cursor.invalid"],
});

export const listMyAttendance = perUser({
  id: "attendance.mine",
  method: "get",
  path: "/attendance",
  summary: "A user's attendance, the latest session first",
  description: "Of sessions that have begun.",
  scope: "attendance:read",
  query: listQuery.extend({ offering: OfferingId.optional().meta({ description: "Only in this session." }) }),
  response: page("Attendance", Attendance),
  problems: ["cursor.invalid"],
});

const apiKey = line(200).min(1).meta({ description: "Of your LiveKit project.", example: "APIwLeah7g4fuLYDYAJeaKsSE" });

export const Livekit = z
  .object({
    apiKey: z.string(),
    webhookPath: z.string().meta({
      description: "What LiveKit's webhooks are sent to, below the address of this API.",
      example: "/v1/livekit/ten_01jd3f6q8reg5tm2y0v9k4wxab",
    }),
    updatedAt: Timestamp,
  })
  .meta({ id: "Livekit", description: "The LiveKit project whose webhooks count. Its secret is never told." });
export type Livekit = z.output<typeof Livekit>;

export const setLivekit = operation({
  id: "livekit.set",
  method: "put",
  path: "/v1/tenant/livekit",
  summary: "Let a LiveKit project's webhooks count as attendance",
  access: { scope: "settings:write" },
  body: z
    .strictObject({
      apiKey,
      secret: line(500).min(16).meta({ description: "Stored encrypted, and never told again." }),
    })
    .meta({ id: "LivekitInput" }),
  response: Livekit,
});

export const retrieveLivekit = operation({
  id: "livekit.retrieve",
  method: "get",
  path: "/v1/tenant/livekit",
  summary: "The LiveKit project whose webhooks count",
  access: { scope: "settings:read", roles: ["admin"] },
  response: Livekit,
  problems: ["livekit.not_set"],
});

export const removeLivekit = operation({
  id: "livekit.remove",
  method: "delete",
  path: "/v1/tenant/livekit",
  summary: "Let LiveKit's webhooks count no longer",
  description: "What they told stays.",
  access: { scope: "settings:write" },
  response: Livekit,
  problems: ["livekit.not_set"],
});
