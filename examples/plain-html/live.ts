import type { Bursar, Offering } from "@bursar/sdk";
import { courses } from "./courses.ts";

const hour = 3_600_000;

export const teacher = "tarek";

/** The course whose sessions are held by a teacher, who is owed for them. */
export const liveCourse = "ramp-live";

/** What its sessions are about, day after day; each is also sold alone. */
const topics = [
  { title: "Reading the load", summary: "Where its weight lies, and what the plate on the mast says about it." },
  { title: "Up and down the ramp", summary: "Forwards or backwards, and why the load must always look uphill." },
  { title: "When it tips", summary: "Stay in the seat, hold on, lean away. We practise until nobody has to think." },
];
const topicPrice = 20;

/** Not part of the course, and soon full. */
const exam = { title: "Mock exam for two", summary: "The practical exam, one after the other, with Tarek's notes." };
const examPrice = 25;
const examPlaces = 2;

/** How the story of a session is told within two days instead of ten. */
export const policies = {
  release: {
    disputeHours: 1,
    maturityDays: 1,
    // Who was there for less than half of it gets half of the money back.
    attendance: {
      mode: "table" as const,
      steps: [
        { attendedPercent: 0, releasedPercent: 50 },
        { attendedPercent: 50, releasedPercent: 100 },
      ],
    },
    unknownPresence: "release" as const,
  },
  payouts: { minimum: [], approvalAbove: [{ currency: "UNIT", amount: 10 }] },
};

/** The teacher's sessions, the first one first. */
export async function liveSessions(bursar: Bursar): Promise<Offering[]> {
  const own: Offering[] = [];
  for await (const offering of bursar.offerings.list({ kind: "session" })) {
    if (offering.payee === teacher) own.push(offering);
  }
  return own.sort((one, other) => startOf(one) - startOf(other));
}

const startOf = ({ startsAt }: Offering) => Date.parse(startsAt ?? "");

/** Schedules the sessions of the next days, unless some are to come already. */
export async function scheduleLive(bursar: Bursar, site: string, now: Date): Promise<void> {
  const known = await liveSessions(bursar);
  if (known.some((session) => startOf(session) > now.getTime())) return;
  const ofCourse = known.filter(({ id }) => id.startsWith(`${liveCourse}-`)).map(({ id }) => id);
  const first = Math.ceil(now.getTime() / hour) * hour + hour;
  const sold = (price: number) => ({
    payee: teacher,
    splitPlan: "teacher-70",
    prices: [{ currency: "UNIT", amount: price }],
  });
  const session = (id: string, { title, summary: description }: typeof exam, inHours: number, price: number) => ({
    id,
    kind: "session" as const,
    title,
    description,
    startsAt: new Date(first + inHours * hour).toISOString(),
    endsAt: new Date(first + (inHours + 1) * hour).toISOString(),
    ...sold(price),
  });
  const added = topics.map((topic, day) =>
    session(`${liveCourse}-${ofCourse.length + day + 1}`, topic, day * 24, topicPrice),
  );
  const course = courses.find(({ id }) => id === liveCourse);
  if (!course) throw new Error(`There is no course ${liveCourse}`);
  const { results } = await bursar.offerings.upsertBatch([
    ...added,
    {
      ...session(`ramp-exam-${ofCourse.length / topics.length + 1}`, exam, 3, examPrice),
      capacity: examPlaces,
    },
    {
      id: liveCourse,
      kind: "course" as const,
      title: course.title.en,
      description: course.summary.en,
      url: `${site}/courses/${liveCourse}`,
      includes: [...ofCourse, ...added.map(({ id }) => id)],
      ...sold(course.price),
    },
  ]);
  for (const result of results)
    if (result.outcome === "refused") throw new Error(`${result.id}: ${result.problem.title}`);
}
