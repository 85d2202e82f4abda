import { expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { describeForm, expectAccessible } from "../testing/accessibility.ts";
import { api, show, signIn } from "../testing/page.ts";
import "./define.ts";
import { EnrollmentsHarness } from "./harness.ts";

const path = "/v1/me/waitlist/exam";
const prices = [{ currency: "UNIT", digits: 0, amount: 40, version: 1 }];

/** Somebody who is in one course, and waits for an exam, as the third. */
async function showWaiting(html = "<bursar-enrollments></bursar-enrollments>"): Promise<EnrollmentsHarness> {
  api.offering("hazmat").enrollment("hazmat");
  const url = "https://academy.example/exam";
  api.offering("exam", { title: "Mock exam", kind: "session", url }).waitlist.full("exam", 2).wait("exam");
  const enrollments = new EnrollmentsHarness(show("bursar-enrollments", html));
  await expect.poll(() => enrollments.waiting).toHaveLength(1);
  return enrollments;
}

const focused = ({ element }: EnrollmentsHarness) => element.shadowRoot?.activeElement?.getAttribute("part");

test("shows what the user waits for, how they stand, and the way there", async () => {
  const enrollments = await showWaiting();
  expect(enrollments.waiting).toEqual(["Mock exam You are number 3 in line Open Leave"]);
  expect(enrollments.enrollments).toHaveLength(1);
});

test("what nobody waits for any more is not shown", async () => {
  api.waitlist.wait("gone", { status: "left", endedAt: "2026-11-20T09:00:00.000Z" });
  const enrollments = await showWaiting();
  expect(enrollments.waiting).toHaveLength(1);
});

test("of one kind, it shows only what is of this kind", async () => {
  api.offering("course").waitlist.full("course").wait("course");
  const enrollments = await showWaiting(`<bursar-enrollments kind="session"></bursar-enrollments>`);
  expect(enrollments.waiting).toEqual([expect.stringContaining("Mock exam")]);
});

test("what one begins to wait for elsewhere is added", async () => {
  const enrollments = await showWaiting();
  await expect.poll(() => api.listeners).toBe(1);
  const { id: entry } = api.offering("course", { title: "Forklift" }).waitlist.full("course").wait("course");
  api.emit("waitlist.joined", { entry, offering: "course" });
  await expect
    .poll(() => enrollments.waiting)
    .toEqual(["Forklift You are next in line Leave", "Mock exam You are number 3 in line Open Leave"]);
});

test("an offer comes by itself, with its time", async () => {
  const enrollments = await showWaiting();
  await expect.poll(() => api.listeners).toBe(1);
  const expiresAt = "2026-12-24T12:00:00.000Z";
  const { id: entry } = api.waitlist.offer("exam", prices, expiresAt);
  api.emit("waitlist.offered", { entry, offering: "exam", expiresAt });
  await expect.poll(() => enrollments.waiting[0]).toMatch(/^Mock exam Your place is kept until Dec 24, \d+:00 [AP]M/);
});

test("whoever gives up the place that is kept for them is asked about that", async () => {
  const enrollments = await showWaiting();
  api.waitlist.offer("exam", prices, "2026-12-24T12:00:00.000Z");
  api.reset();
  await expect.poll(() => enrollments.waiting[0]).toContain("Your place is kept until");
  enrollments.leave();
  await expect.poll(() => enrollments.announcement).toBe("Give up the place? Somebody else gets it");
  expect(enrollments.waiting[0]).toMatch(/Keep my place Yes, give it up$/);
  enrollments.confirm();
  await expect.poll(() => enrollments.waiting).toEqual([]);
  expect(api.received("DELETE", path)).toHaveLength(1);
});

test("whoever wants to leave is asked, can think better of it, and is told what came of it", async () => {
  const enrollments = await showWaiting();
  const left = vi.fn();
  document.addEventListener("bursar-waitlist", left, { once: true });
  enrollments.leave();
  await expect.poll(() => enrollments.announcement).toBe("Leave the waitlist? You lose your place in it");
  enrollments.keep();
  await expect.poll(() => enrollments.waiting[0]).toMatch(/Leave$/);
  expect(api.received("DELETE", path)).toEqual([]);

  enrollments.element.renderRoot.querySelector<HTMLElement>("[part=leave]")?.focus();
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => focused(enrollments)).toBe("keep");
  await userEvent.tab();
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => enrollments.waiting).toEqual([]);
  await expect.poll(() => enrollments.announcement).toBe("You are no longer in line: Mock exam");
  await expect.poll(() => focused(enrollments)).toBe("outcome");
  expect(left.mock.lastCall?.[0]).toMatchObject({ offering: "exam", entry: { status: "left" } });
});

test("a departure that failed says so, and can be tried again", async () => {
  const enrollments = await showWaiting();
  api.next("DELETE", path, () => new Response("{}", { status: 400 }));
  enrollments.leave();
  await enrollments.element.updateComplete;
  enrollments.confirm();
  await expect.poll(() => enrollments.waiting[0]).toContain("That did not work. Nothing has happened");
  enrollments.leave();
  await enrollments.element.updateComplete;
  enrollments.confirm();
  await expect.poll(() => enrollments.waiting).toEqual([]);
});

test("the next user sees nothing of it", async () => {
  const enrollments = await showWaiting();
  enrollments.leave();
  await expect.poll(() => enrollments.announcement).not.toBe("");
  api.waitlist.end("exam", "left");
  signIn();
  await expect.poll(() => [enrollments.waiting, enrollments.announcement]).toEqual([[], ""]);
});

describeForm((form) => {
  test("reads well for everybody while they wait", async () => {
    form.apply();
    const enrollments = await showWaiting();
    await expectAccessible();
    api.next("DELETE", path, () => new Response("{}", { status: 400 }));
    enrollments.leave();
    await enrollments.element.updateComplete;
    await expectAccessible();
    enrollments.confirm();
    await expect.poll(() => enrollments.element.renderRoot.querySelector("[role=alert]")).not.toBeNull();
    await expectAccessible();
    api.waitlist.offer("exam", prices, "2026-12-24T12:00:00.000Z");
    enrollments.element.style.inlineSize = "20em";
    api.reset();
    await expect.poll(() => enrollments.waiting[0]).toMatch(/24|٢٤/);
    await expectAccessible();
  });
});
