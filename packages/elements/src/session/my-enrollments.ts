import type { EnrollmentWithPayment, Offering } from "@bursar/sdk";
import { Enrollments } from "@bursar/sdk/resources";
import { offeringsOf } from "./offerings-of.ts";
import { pageSession, type Query } from "./session.ts";

/** The user's enrollments, newest first, as far back as somebody has looked. */
export interface MyEnrollments {
  enrollments: EnrollmentWithPayment[];
  /** By id; one that is gone is missing. */
  offerings: Map<string, Offering>;
  /** Null when there are no older ones. */
  nextCursor: string | null;
}

/** Only what is of this kind, if one is named. */
type Kind = Offering["kind"] | undefined;

// The API's.
const limitMax = 100;

export const myEnrollmentsQuery = (kind: Kind): Query<MyEnrollments> => ({
  key: `my-enrollments/${kind ?? ""}`,
  load: async (api) => {
    const known = pageSession().resource(myEnrollmentsQuery(kind)).value;
    // Asked again, as much as is shown; more than a hundred begin afresh.
    const limit = Math.min(Math.max(known?.enrollments.length ?? 0, 20), limitMax);
    const { data, page } = await new Enrollments(api).list({ kind, limit });
    const offerings = await offeringsOf(api, data.map(offeringId), upToDate(known));
    return { enrollments: data, offerings, nextCursor: page.nextCursor };
  },
  follow: ({ type, data }, resource) => {
    const changed = type === "offering.updated" && resource.value?.offerings.get(data.offering);
    if (changed) outdated.add(changed);
    return changed || /^(enrollment|hold)\./.test(type) ? resource.refresh() : undefined;
  },
});

export async function loadOlderEnrollments(kind: Kind): Promise<void> {
  const session = pageSession();
  const resource = session.resource(myEnrollmentsQuery(kind));
  const cursor = resource.value?.nextCursor;
  if (!cursor) return;
  const { data, page, offerings } = await session.read(async (api) => {
    const { data, page } = await new Enrollments(api).list({ kind, cursor });
    return { data, page, offerings: await offeringsOf(api, data.map(offeringId), upToDate(resource.value)) };
  });
  const known = resource.value;
  // Another element may have asked for the same page, or somebody else have signed in.
  if (known?.nextCursor !== cursor) return;
  resource.extend({ enrollments: [...known.enrollments, ...data], offerings, nextCursor: page.nextCursor });
}

const offeringId = ({ offering }: EnrollmentWithPayment): string => offering;

/** What is shown of an offering until it has been asked for again. */
const outdated = new WeakSet<Offering>();

const upToDate = (known: MyEnrollments | undefined): Map<string, Offering> =>
  new Map([...(known?.offerings ?? [])].filter(([, offering]) => !outdated.has(offering)));
