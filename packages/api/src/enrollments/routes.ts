import { enrollments } from "@bursar/sdk/contract";
import type { Api } from "../platform/api.ts";
import { asTenant } from "../platform/database.ts";
import { uuidOf } from "../platform/ids.ts";
import { cancelAnyEnrollment, cancelEnrollment, previewCancellation } from "./cancel-enrollment.ts";
import { checkAccess } from "./check-access.ts";
import { countStudents } from "./count-students.ts";
import { enroll } from "./enroll.ts";
import { grantAccess } from "./grant-access.ts";
import { listEnrollments, listEnrollmentsOfUser } from "./list-enrollments.ts";
import { listOfferingStatuses, readOfferingStatus } from "./offering-status.ts";
import { selectEnrollment } from "./queries.ts";
import { revokeEntitlement } from "./revoke-entitlement.ts";
import { updateEnrollment } from "./update-enrollment.ts";

export function enrollmentRoutes(api: Api): void {
  api.onUser(enrollments.createEnrollment, (context, user, { body }) => enroll(context, user, body));
  api.onUser(enrollments.listEnrollments, (context, user, { query }) => listEnrollmentsOfUser(context, user, query));
  api.onUser(enrollments.checkAccess, (context, user, { params }) => checkAccess(context, user, params.offering));
  api.onUser(enrollments.retrieveOfferingStatus, (context, user, { params }) =>
    readOfferingStatus(context, user, params.offering),
  );
  api.onUser(enrollments.listOfferingStatuses, (context, user, { query }) =>
    listOfferingStatuses(context, user, query),
  );

  api.onUser(enrollments.previewCancellation, (context, user, { params }) =>
    previewCancellation(context, user, params.enrollment),
  );
  api.onUser(enrollments.cancelEnrollment, (context, user, { params, body }) =>
    cancelEnrollment(context, user, params.enrollment, body),
  );

  api.on(enrollments.countStudents, (context, { params }) => countStudents(context, params.offering));
  api.on(enrollments.listAllEnrollments, (context, { query }) => listEnrollments(context, query));
  api.on(enrollments.retrieveEnrollment, (context, { params }) =>
    asTenant(context.sql, context.tenant.id, (tx) =>
      selectEnrollment(tx, context.tenant.id, context.clock.now(), uuidOf(params.enrollment)),
    ),
  );
  api.on(enrollments.updateEnrollment, (context, { params, body }) =>
    updateEnrollment(context, params.enrollment, body),
  );
  api.on(enrollments.cancelAnyEnrollment, (context, { params, body }) =>
    cancelAnyEnrollment(context, params.enrollment, body),
  );
  api.on(enrollments.grantAccess, (context, { params, body }) => grantAccess(context, params.user, body));
  api.on(enrollments.revokeEntitlement, (context, { params, body }) =>
    revokeEntitlement(context, params.entitlement, body),
  );
}
