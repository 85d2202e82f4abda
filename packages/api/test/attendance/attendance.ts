import type { attendance, catalog } from "@bursar/sdk/contract";
import { beforeAll } from "vitest";
import { type Caller, type TestApi, type TestTenant, useApi } from "../api.ts";

export interface TestAttendance {
  api: TestApi;
  academy: TestTenant;
  /** A new session from 10 to 11 on 20 November 2026. */
  session(input?: Partial<catalog.OfferingInput>): Promise<string>;
  learner(): Promise<string>;
  /** A new learner who is enrolled in the offering. */
  enrolled(offering: string): Promise<string>;
  report(session: string, events: object[]): Promise<{ stored: number; unknownUsers: string[] }>;
  /** Somebody was there from a minute of the session to another, by a connection of its own. */
  stayed(session: string, user: string, from: number, to: number, fields?: object): Promise<void>;
  list(session: string, as?: Caller): Promise<attendance.Attendance[]>;
  of(session: string, user: string): Promise<attendance.Attendance>;
}

const start = Date.parse("2026-11-20T10:00:00.000Z");
/** So many minutes after the session's start. */
export const minute = (minutes: number): string => new Date(start + minutes * 60_000).toISOString();

/** The API with a tenant that holds sessions; the clock stands an hour after those have ended. */
export function useAttendance(): TestAttendance {
  const api = useApi();
  let count = 0;
  const test: TestAttendance = {
    api,
    academy: {} as TestTenant,
    async session(input = {}) {
      const id = `session-${++count}`;
      const all = { kind: "session", startsAt: minute(0), endsAt: minute(60), ...input };
      await test.academy.server("PUT", `/v1/offerings/${id}`, all);
      return id;
    },
    async learner() {
      const id = `learner-${String(++count).padStart(4, "0")}`;
      await test.academy.server("PUT", `/v1/users/${id}`, {});
      return id;
    },
    async enrolled(offering) {
      const user = await test.learner();
      const now = api.clock.now().toISOString();
      api.clock.set(minute(-120));
      await test.academy.server("POST", `/v1/users/${user}/enrollments`, { offering });
      api.clock.set(now);
      return user;
    },
    async report(session, events) {
      return (await test.academy.server("POST", `/v1/offerings/${session}/attendance/events`, { events })).body;
    },
    async stayed(session, user, from, to, fields = {}) {
      const connection = `c-${++count}`;
      await test.report(session, [
        { user, connection, type: "joined", at: minute(from), ...fields },
        { user, connection, type: "left", at: minute(to), ...fields },
      ]);
    },
    async list(session, as = test.academy.server) {
      return (await as("GET", `/v1/offerings/${session}/attendance?limit=100`)).body.data;
    },
    async of(session, user) {
      const { body } = await test.academy.server("GET", `/v1/users/${user}/attendance?offering=${session}`);
      return body.data[0];
    },
  };
  beforeAll(async () => {
    test.academy = await api.createTenant();
    api.clock.set(minute(120));
  });
  return test;
}
