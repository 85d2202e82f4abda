import { type EnrollmentWithPayment, isBursarError, type Offering } from "@bursar/sdk";
import { type Api, Enrollments, Offerings } from "@bursar/sdk/resources";
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
    return { enrollments: data, offerings: await offeringsOf(api, data, known), nextCursor: page.nextCursor };
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
    return { data, page, offerings: await offeringsOf(api, data, resource.value) };
  });
  const known = resource.value;
  // Another element may have asked for the same page, or somebody else have signed in.
  if (known?.nextCursor !== cursor) return;
  resource.extend({ enrollments: [...known.enrollments, ...data], offerings, nextCursor: page.nextCursor });
}

/** What is shown of an offering until it has been asked for again. */
const outdated = new WeakSet<Offering>();

/** An enrollment names its offering by id. Titles are asked for in bulk when many are missing, and once. */
async function offeringsOf(api: Api, enrollments: EnrollmentWithPayment[], known: MyEnrollments | undefined) {
  const offerings = new Offerings(api);
  const found = new Map([...(known?.offerings ?? [])].filter(([, offering]) => !outdated.has(offering)));
  const add = (offering: Offering | null) => offering && found.set(offering.id, offering);
  const missing = () => [...new Set(enrollments.map(({ offering }) => offering))].filter((id) => !found.has(id));
  if (missing().length > 3) for (const offering of (await offerings.list({ limit: limitMax })).data) add(offering);
  const rest = await Promise.all(missing().map((id) => offerings.retrieve(id).catch(noneIfGone)));
  for (const offering of rest) add(offering);
  return found;
}

function noneIfGone(error: unknown): null {
  if (isBursarError(error, "offering.not_found")) return null;
  throw error;
}
