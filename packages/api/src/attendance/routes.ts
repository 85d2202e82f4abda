import { attendance } from "@bursar/sdk/contract";
import type { Api } from "../platform/api.ts";
import type { CredentialStore } from "../platform/auth/credential-store.ts";
import { listAttendance, listAttendanceOfUser } from "./list-attendance.ts";
import { readLivekit, removeLivekit, setLivekit } from "./livekit-settings.ts";
import { reportAttendance } from "./report-attendance.ts";
import { setAttendance } from "./set-attendance.ts";

export function attendanceRoutes(api: Api, encryptionKey: Uint8Array, credentials: CredentialStore): void {
  /** The other processes hear of a change; this one has forgotten before it answers. */
  const changing = <T>(change: Promise<T>): Promise<T> => change.finally(() => credentials.forget());

  api.on(attendance.reportAttendance, (context, { params, body }) => reportAttendance(context, params.offering, body));
  api.on(attendance.setAttendance, (context, { params, body }) =>
    setAttendance(context, params.offering, params.user, body),
  );
  api.on(attendance.resetAttendance, (context, { params }) =>
    setAttendance(context, params.offering, params.user, null),
  );
  api.on(attendance.listAttendance, (context, { params, query }) => listAttendance(context, params.offering, query));
  api.onUser(attendance.listMyAttendance, (context, user, { query }) => listAttendanceOfUser(context, user, query));

  api.on(attendance.setLivekit, (context, { body }) => changing(setLivekit(context, encryptionKey, body)));
  api.on(attendance.retrieveLivekit, (context) => readLivekit(context));
  api.on(attendance.removeLivekit, (context) => changing(removeLivekit(context)));
}
