import { enrollments } from "@bursar/sdk/contract";
import type { Api } from "../platform/api.ts";
import { checkAccess, readOfferingStatus } from "./check-access.ts";
import { enroll } from "./enroll.ts";
import { listEnrollments } from "./list-enrollments.ts";

export function enrollmentRoutes(api: Api): void {
  api.onUser(enrollments.createEnrollment, (context, user, { body }) => enroll(context, user, body));
  api.onUser(enrollments.listEnrollments, (context, user, { query }) => listEnrollments(context, user, query));
  api.onUser(enrollments.checkAccess, (context, user, { params }) => checkAccess(context, user, params.offering));
  api.onUser(enrollments.retrieveOfferingStatus, (context, user, { params }) =>
    readOfferingStatus(context, user, params.offering),
  );
}
