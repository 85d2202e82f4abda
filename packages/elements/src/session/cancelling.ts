import type { Cancellation, CancelledEnrollment } from "@bursar/sdk";
import { Enrollments } from "@bursar/sdk/resources";
import { pageSession } from "./session.ts";

/** What cancelling would do now. */
export const readCancellation = (enrollment: string): Promise<Cancellation> =>
  pageSession().read((api) => new Enrollments(api).cancellation(enrollment));

/** How a user leaves: with what was shown to come back, or without anything. */
export type Terms =
  | { expectedRefund: number; destination: Cancellation["destinations"][number] | undefined }
  | { waiveRefund: true };

export async function cancel(enrollment: string, terms: Terms): Promise<CancelledEnrollment> {
  const session = pageSession();
  // Other terms are another wish: what is sent again after silence stays as it was.
  const cancelled = await session.act(`cancel/${enrollment}/${JSON.stringify(terms)}`, (api, options) =>
    new Enrollments(api).cancel(enrollment, terms, options),
  );
  const { refund, offering } = cancelled;
  if (refund) session.publish({ type: "transaction.posted", data: refund });
  await reloadEnrollment(enrollment, offering);
  return cancelled;
}

/** Asks again for all that this page shows of an enrollment. */
export const reloadEnrollment = (enrollment: string, offering: string): Promise<void> =>
  pageSession().publish({ type: "enrollment.updated", data: { enrollment, offering } });
