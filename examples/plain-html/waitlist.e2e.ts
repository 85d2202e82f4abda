import { expect, it } from "vitest";
import { useAcademies } from "./testing/academies.ts";
import type { Tab } from "./testing/tab.ts";

// Two have the places of the mock exam, and a third waits. What becomes of the line comes by itself: no page is loaded again.
const openAcademy = useAcademies();
const session = "ramp-exam-1";

/** The card of the session among the live ones. */
const cardOf = ({ page }: Tab) => page.locator("bursar-catalog [part=card]", { hasText: "Mock exam for two" });
const enrollmentOf = ({ page }: Tab) =>
  page.locator("bursar-enrollments [part=enrollment]", { hasText: "Mock exam for two" });

it("a place that somebody gives back is offered to who waits, who takes it", async () => {
  const academy = await openAcademy();
  const amina = await (await academy.visit()).signIn("Amina");
  const stage = await amina.open(`/stage/${session}`);
  await stage.press(stage.page.getByRole("button", { name: "Let the class enroll" }));
  await stage.page.getByText("Omar Nabil").first().waitFor();
  await stage.page.close();

  const layla = await (await academy.visit()).signIn("ليلى", { hands: "keyboard" });
  const live = await layla.open("/live");
  const card = cardOf(live);
  await live.press(card.getByRole("button", { name: "انضم إلى قائمة الانتظار" }));
  await live.shows(card, "أنت التالي في الدور");
  await live.hears("أنت التالي في الدور");
  await live.standsOn(card.locator("[part=button]"));

  const mine = await amina.open("/learning");
  const own = enrollmentOf(mine);
  await mine.press(own.getByRole("button", { name: /^Cancel/ }));
  await mine.press(own.locator("[part=confirm]"));
  await mine.shows(mine.page.locator("header bursar-balance"), "70 UNIT");

  await live.shows(card, "مكانك محجوز حتى");
  await live.hears(/^مكانك محجوز حتى/);
  await live.press(card.getByRole("button", { name: /سجّل الآن/ }));
  await live.shows(card, "تم تسجيلك. المتبقي ١٢٥ UNIT");

  const { data } = await academy.bursar.enrollments.list({ user: "layla", kind: "session" });
  expect(data).toMatchObject([{ offering: session, status: "active" }]);
  const { data: waits } = await academy.bursar.waitlist.list({ user: "layla" });
  expect(waits).toMatchObject([{ offering: session, status: "accepted" }]);
  expect([...amina.faults, ...layla.faults]).toEqual([]);
  expect((await academy.bursar.ledger.verify()).sound).toBe(true);
});

it("who leaves the line lets the next one come first, who can't be bypassed by a third", async () => {
  const academy = await openAcademy();
  const [omar, layla] = ["omar", "layla"].map((user) => academy.as(user));
  for (const user of ["amina", "salma"]) await academy.bursar.enrollments.create({ user, offering: session });
  await omar?.waitlist.join({ offering: session });
  await layla?.waitlist.join({ offering: session });

  const visitor = await (await academy.visit()).signIn("ليلى");
  const live = await visitor.open("/live");
  const card = cardOf(live);
  await live.shows(card, "يسبقك شخص واحد في الدور");
  const second = await (await academy.visit()).signIn("Omar");
  const other = await second.open("/live");
  await other.shows(cardOf(other), "You are next in line");
  await other.press(cardOf(other).getByRole("button", { name: "Leave the waitlist" }));
  await other.press(cardOf(other).locator("[part=confirm]"));
  await other.shows(cardOf(other), "You are no longer in line");

  const [enrollment] = (await academy.as("amina").enrollments.list({ kind: "session" })).data;
  await academy.as("amina").enrollments.cancel(enrollment?.id ?? "", { expectedRefund: 25 });
  await live.shows(card, "مكانك محجوز حتى");
  await other.page.reload();
  await other.shows(cardOf(other), "Join the waitlist");
  expect([...visitor.faults, ...second.faults]).toEqual([]);
});
