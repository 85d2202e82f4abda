import { afterEach, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { describeForm, expectAccessible } from "../testing/accessibility.ts";
import { api, show, signIn, signOut, wearHostileTheme } from "../testing/page.ts";
import "./define.ts";
import { EarningsHarness } from "./harness.ts";

const tag = "<bursar-earnings></bursar-earnings>";
const showEarnings = (html = tag) => new EarningsHarness(show("bursar-earnings", html));
const requests = () => api.received("POST", "/v1/me/payouts");

/** A teacher who has taught a webinar and has not been paid yet. */
function teacher(fields: Parameters<typeof api.escrow.earnings>[1] = {}): void {
  api.offering("webinar-1", { title: "Fire safety, live" });
  api.escrow
    .earnings("EGP", { digits: 2, available: 50_000, ...fields })
    .line("EGP", 50_000, { reference: "webinar-1", balanceAfter: 50_000 });
}

/** With the form open, and the focus on the amount. */
async function openForm(fields: Parameters<typeof api.escrow.earnings>[1] = {}): Promise<EarningsHarness> {
  teacher(fields);
  const earnings = showEarnings();
  await expect.poll(() => earnings.lines.length).toBe(1);
  earnings.withdraw();
  await expect.poll(() => focused(earnings)).toBe("Amount EGP");
  return earnings;
}

/** What the focused control is called. */
function focused({ element }: EarningsHarness): string | undefined {
  const control = element.shadowRoot?.activeElement as HTMLInputElement | null | undefined;
  const label = control?.labels?.[0] ?? control;
  return (control?.getAttribute("aria-label") ?? label?.textContent)?.replaceAll(/\s+/g, " ").trim();
}

const destination = () => page.getByLabelText("Where to");

afterEach(() => vi.restoreAllMocks());

test("shows what can be withdrawn, and where all the rest is", async () => {
  teacher({ maturing: 2_000, nextAvailableAt: "2026-11-27T09:30:00.000Z", held: 30_000, underWay: 1_000, paid: 9_900 });
  const earnings = showEarnings();
  await expect.poll(() => earnings.available).toEqual(["EGP 500"]);
  expect(earnings.facts).toEqual([
    expect.stringMatching(/^Maturing EGP 20 the next part on Nov 27, 2026$/),
    "In escrow EGP 300 until it has been delivered, then shared",
    "On its way to you EGP 10",
    "Paid out so far EGP 99",
  ]);
  expect(earnings.owed).toEqual([]);
});

test("what is owed is said only when something is", async () => {
  teacher({ available: 0, owed: 7_000 });
  const earnings = showEarnings();
  await expect
    .poll(() => earnings.owed)
    .toEqual(["Owed EGP 70 taken back after a refund; your next earnings settle it"]);
  expect(page.getByRole("button", { name: "Withdraw" }).elements()).toEqual([]);
});

test("tells of each currency by itself, and of the one whose statement is chosen", async () => {
  teacher();
  api.escrow.earnings("UNIT", { available: 7 }).line("UNIT", 7);
  const earnings = showEarnings();
  await expect.poll(() => earnings.available).toEqual(["EGP 500", "7 UNIT"]);
  await expect.poll(() => earnings.lines).toEqual([expect.stringMatching(/\+EGP 500/)]);
  await userEvent.selectOptions(page.getByRole("combobox", { name: "Currency" }), "UNIT");
  await expect.poll(() => earnings.lines).toEqual([expect.stringMatching(/\+7 UNIT/)]);
});

test("the statement says in words what happened, and which session it came from", async () => {
  teacher({ nextAvailableAt: "2026-11-27T09:30:00.000Z" });
  api.escrow
    .line("EGP", -20_000, { type: "clawback", reference: "webinar-1", reason: "Half of it was missing" })
    .line("EGP", -10_000, { reference: "pay_01jd3f6q8reg5tm2y0v9k40001" })
    .line("EGP", 10_000, { type: "payout_returned", reason: "No such account" })
    .line("EGP", 100, { reference: "gone", reason: "confirmed", availableAt: "2026-11-27T09:30:00.000Z" });
  const earnings = showEarnings();
  await expect
    .poll(() => earnings.lines)
    .toEqual([
      expect.stringMatching(
        /^Earned Nov .* · gone · Confirmed by the learner · can be withdrawn from Nov 27, 2026 In \+EGP 1 Balance EGP /,
      ),
      expect.stringMatching(/^Withdrawal returned Nov .* · No such account In \+EGP 100 /),
      expect.stringMatching(/^Withdrawal Nov [^·]* Out -EGP 100 /),
      expect.stringMatching(
        /^Taken back after a refund Nov .* · Fire safety, live · Half of it was missing Out -EGP 200 /,
      ),
      expect.stringMatching(/^Earned Nov .* · Fire safety, live In \+EGP 500 Balance EGP 500$/),
    ]);
});

test("the payouts say what became of them, and why", async () => {
  teacher();
  api.escrow.payout({ status: "failed", reason: "No such account" });
  api.escrow.payout({ status: "requested" });
  api.escrow.payout({ user: "somebody else" });
  const earnings = showEarnings();
  await expect
    .poll(() => earnings.payouts)
    .toEqual([
      expect.stringMatching(/^Payout Waits for approval Nov .* · \+20 100 123 4567 EGP 500$/),
      expect.stringMatching(/^Payout Failed Nov .* · No such account EGP 500$/),
    ]);
});

test("where it is to go runs its own way, on a page that runs from right to left, too", async () => {
  teacher();
  const earnings = showEarnings(`<section lang="ar-EG" dir="rtl"><bursar-earnings></bursar-earnings></section>`);
  await expect.poll(() => earnings.available.length).toBe(1);
  earnings.withdraw();
  await expect.poll(() => earnings.isOpen).toBe(true);
  const field = earnings.element.renderRoot.querySelector("#destination") as HTMLInputElement;
  for (const [written, direction] of [
    ["+20 100 123 4567", "ltr"],
    ["فودافون كاش", "rtl"],
  ] as const) {
    await userEvent.fill(field, written);
    expect(getComputedStyle(field).direction).toBe(direction);
  }
});

test("shows older lines on demand, and whoever asked reads on from there", async () => {
  teacher();
  for (let number = 1; number <= 24; number++) api.escrow.line("EGP", number);
  for (let number = 1; number <= 22; number++) api.escrow.payout();
  const earnings = showEarnings();
  await expect.poll(() => [earnings.lines.length, earnings.payouts.length]).toEqual([20, 20]);
  await page.getByRole("button", { name: "Show more" }).first().click();
  await expect.poll(() => earnings.lines.length).toBe(25);
  await expect.element(page.getByText("5 more are shown")).toBeInTheDocument();
  const rows = [...earnings.element.renderRoot.querySelectorAll("[part=line]")];
  expect(rows.indexOf(earnings.element.shadowRoot?.activeElement as Element)).toBe(20);
  await page.getByRole("button", { name: "Show more" }).click();
  await expect.poll(() => earnings.payouts.length).toBe(22);
});

test("a payout is asked for with the keyboard alone: what is available is filled in, and the focus comes back", async () => {
  const earnings = await openForm({ payoutMinimum: 10_000 });
  await expect.element(page.getByLabelText("Amount EGP")).toHaveValue("500");
  await expect.element(page.getByText("From EGP 100 to EGP 500")).toBeVisible();
  await userEvent.keyboard("{Control>}a{/Control}200{Tab}+20 100 7{Enter}");
  await expect.poll(() => earnings.outcome).toBe("EGP 200 is on its way to you");
  expect(requests()).toMatchObject([{ body: { currency: "EGP", amount: 20_000, destination: "+20 100 7" } }]);
  await expect.poll(() => focused(earnings)).toBe("Withdraw");
  await expect.poll(() => earnings.available).toEqual(["EGP 300"]);
  await expect.poll(() => earnings.payouts).toEqual([expect.stringMatching(/^Payout On its way .* EGP 200$/)]);
  await expect.poll(() => earnings.lines[0]).toMatch(/^Withdrawal .*-EGP 200/);
});

test("when all is withdrawn the button is gone, and the focus stays on the card", async () => {
  const earnings = await openForm();
  await userEvent.fill(destination(), "+20");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => earnings.available).toEqual(["EGP 0"]);
  await expect.poll(() => focused(earnings)).toBe("EGP earnings");
});

test("says that an approval is needed", async () => {
  api.escrow.approvalAbove = 10_000;
  const earnings = await openForm();
  await userEvent.fill(destination(), "+20");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => earnings.outcome).toBe("EGP 500 is reserved. Somebody must approve it first");
});

test.for([
  ["5,5", "+20", "Enter an amount such as 500", "Amount EGP"],
  ["501", "+20", "Only EGP 500 can be withdrawn now", "Amount EGP"],
  ["99", "+20", "At least EGP 100 is paid out at a time", "Amount EGP"],
  ["200", " ", "Say where it is to go", "Where to"],
] as const)("%s to '%s' goes no further: %s", async ([amount, where, flaw, field]) => {
  const earnings = await openForm({ payoutMinimum: 10_000 });
  await userEvent.fill(page.getByLabelText("Amount EGP"), amount);
  await userEvent.fill(destination(), where);
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByText(flaw)).toBeVisible();
  expect(focused(earnings)).toBe(field);
  expect(requests()).toEqual([]);
});

test.for([
  ["earnings.insufficient", { currency: "EGP", needed: 50_000, available: 300 }, "Only EGP 3 can be withdrawn now"],
  ["payout.below_minimum", { currency: "EGP", minimum: 60_000 }, "At least EGP 600 is paid out at a time"],
  ["wallet.blocked", { currency: "EGP" }, "Blocked until an operator has looked. Nothing has changed"],
  ["user.not_found", {}, "Refused. Nothing has changed"],
] as const)("a refusal says why in plain words: %s", async ([code, facts, told]) => {
  const earnings = await openForm();
  const failed = vi.fn();
  document.addEventListener("bursar-error", failed, { once: true });
  api.refuse("POST", "/v1/me/payouts", code, facts as never);
  await userEvent.fill(destination(), "+20");
  earnings.submit();
  await expect.element(page.getByText(told)).toBeVisible();
  expect(failed.mock.lastCall?.[0]).toMatchObject({ code });
  expect([earnings.isOpen, earnings.outcome]).toEqual([true, ""]);
});

test("pressed twice it is one payout, and nobody leaves before the answer", async () => {
  const earnings = await openForm();
  const release = api.hold("POST", "/v1/me/payouts");
  await userEvent.fill(destination(), "+20");
  earnings.submit();
  earnings.submit();
  await expect.element(page.getByRole("button", { name: "Ask for the payout" })).toHaveAttribute("aria-busy", "true");
  await page.getByRole("button", { name: "Cancel" }).click({ force: true });
  expect(earnings.isOpen).toBe(true);
  release();
  await expect.poll(() => earnings.outcome).toMatch("on its way");
  expect(requests()).toHaveLength(1);
});

test("after an answer that never came, trying again uses the same idempotency key", async () => {
  const earnings = await openForm();
  for (let attempt = 0; attempt < 3; attempt++) api.lose("POST", "/v1/me/payouts");
  await userEvent.fill(destination(), "+20");
  earnings.submit();
  await vi.waitFor(
    () => expect(earnings.element.shadowRoot?.textContent).toContain("No answer came. Try again: it is asked for once"),
    10_000,
  );
  earnings.submit();
  await expect.poll(() => earnings.outcome).toMatch("on its way");
  expect(new Set(requests().map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
});

test("the host hears of it before, and may keep it from happening, and after", async () => {
  const earnings = await openForm();
  const before = vi.fn((event: Event) => event.preventDefault());
  const after = vi.fn();
  document.addEventListener("bursar-payout", before, { once: true });
  document.addEventListener("bursar-payout-requested", after, { once: true });
  await userEvent.fill(destination(), " +20 ");
  earnings.submit();
  const wish = { currency: "EGP", amount: 50_000, destination: "+20" };
  expect(before.mock.lastCall?.[0]).toMatchObject({ ...wish, bubbles: true, composed: true });
  expect(requests()).toEqual([]);
  await earnings.element.withdraw("EGP", 50_000, "+20");
  expect(after.mock.lastCall?.[0]).toMatchObject({ payout: { ...wish, status: "approved" } });
});

test("whoever cancels has asked for nothing, and stands where they stood", async () => {
  const earnings = await openForm();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect.poll(() => [earnings.isOpen, focused(earnings)]).toEqual([false, "Withdraw"]);
});

test("changes when something is earned or paid elsewhere", async () => {
  teacher();
  const payout = api.escrow.payout();
  const earnings = showEarnings();
  await expect.poll(() => [api.listeners, earnings.lines.length, earnings.payouts.length]).toEqual([1, 1, 1]);
  api.escrow.earnings("EGP", { available: 60_000 }).line("EGP", 10_000);
  const posted = { transaction: "txn_1", transactionType: "release", currency: "EGP", amount: 10_000 };
  api.emit("earnings.posted", { ...posted, balance: 60_000, version: 2 });
  await expect.poll(() => [earnings.available, earnings.lines.length]).toEqual([["EGP 600"], 2]);
  payout.status = "paid";
  api.emit("payout.updated", { payout: payout.id, currency: "EGP", amount: 50_000, status: "paid" });
  await expect.poll(() => earnings.payouts[0]).toMatch(/^Payout Paid/);
});

test("somebody who has earned nothing yet reads so, or the host's wording", async () => {
  const plain = showEarnings();
  await expect.poll(() => plain.message).toBe("Nothing earned yet");
  const worded = showEarnings(`<bursar-earnings><a slot="empty" href="/teach">Teach</a></bursar-earnings>`);
  await expect.poll(() => worded.element.querySelector("a")?.checkVisibility()).toBe(true);
});

test("an error leaves a way to try again", async () => {
  api.hold("GET", "/v1/me/events");
  teacher();
  api.next("GET", "/v1/me/earnings", () => new Response("{}", { status: 400 }));
  const earnings = showEarnings();
  await expect.poll(() => earnings.state).toBe("error");
  expect(earnings.message).toBe("This could not be loaded Try again");
  earnings.retry();
  await expect.poll(() => earnings.available).toEqual(["EGP 500"]);
});

test("a statement that could not be loaded says so by itself", async () => {
  api.hold("GET", "/v1/me/events");
  teacher();
  api.next("GET", "/v1/me/earnings/EGP/lines", () => new Response("{}", { status: 400 }));
  const earnings = showEarnings();
  await expect.poll(() => earnings.message).toMatch("This could not be loaded");
  expect(earnings.available).toEqual(["EGP 500"]);
  earnings.retry();
  await expect.poll(() => earnings.lines.length).toBe(1);
});

test("signed out, it shows the host's wording or ours, and nothing of what was there", async () => {
  const earnings = await openForm();
  signOut();
  await expect.poll(() => earnings.message).toBe("Sign in to see what you have earned");
  expect(earnings.element.shadowRoot?.textContent).not.toMatch(/EGP|Fire/);
  const worded = showEarnings(`<bursar-earnings><a slot="signed-out" href="/login">Log in</a></bursar-earnings>`);
  await expect.poll(() => worded.element.querySelector("a")?.checkVisibility()).toBe(true);
});

test("speaks the language around it, with its digits", async () => {
  teacher({ owed: 100 });
  const earnings = showEarnings(`<section lang="ar-EG" dir="rtl">${tag}</section>`);
  await expect.poll(() => earnings.lines[0]).toMatch(/^ربح/);
  expect(earnings.available.join()).toMatch(/٥٠٠/);
  earnings.withdraw();
  await expect.poll(() => focused(earnings)).toMatch(/^المبلغ/);
});

test("takes the same room whatever the theme says", async () => {
  const earnings = await openForm();
  const room = () => earnings.element.renderRoot.querySelector<HTMLElement>(".card")?.offsetHeight;
  const before = room();
  wearHostileTheme();
  expect(room()).toBe(before);
});

test("a screen reader hears the amounts with their terms, the form, and what happened", async () => {
  const earnings = await openForm({ payoutMinimum: 10_000 });
  api.escrow.payout({ status: "paid" });
  await expect.element(page.elementLocator(earnings.element)).toMatchAriaInlineSnapshot(`
    - region "EGP earnings":
      - text: You can withdraw EGP 500 Amount EGP
      - textbox "Amount EGP": "500"
      - text: From EGP 100 to EGP 500 Where to
      - textbox "Where to"
      - text: A bank account, or the number of a mobile wallet
      - button "Ask for the payout"
      - button "Cancel"
      - term: Maturing
      - definition: EGP 0
      - term: In escrow
      - definition: EGP 0
      - term: On its way to you
      - definition: EGP 0
      - term: Paid out so far
      - definition: EGP 0
    - status
    - strong: Statement
    - list "Statement":
      - listitem:
        - text: Earned
        - time: /Nov 20, 2026/
        - text: · Fire safety, live In +EGP 500 Balance EGP 500
    - status
    - strong: Payouts
    - paragraph: Nothing withdrawn yet
  `);
});

describeForm((form) => {
  test("reads well for everybody in each state", async () => {
    form.apply();
    teacher({
      owed: 700,
      maturing: 300,
      nextAvailableAt: "2026-11-27T09:30:00.000Z",
      held: 12_300,
      payoutMinimum: 100,
    });
    api.escrow.earnings("UNIT", { available: 70 });
    api.escrow.payout({ status: "failed", reason: "No such account" });
    const release = api.hold("GET", "/v1/me/earnings");
    const earnings = showEarnings();
    await expect.poll(() => earnings.state).toBe("loading");
    await expectAccessible();
    release();
    await expect.poll(() => [earnings.lines.length, earnings.payouts.length]).toEqual([1, 1]);
    await expectAccessible();

    earnings.withdraw();
    await expect.poll(() => earnings.isOpen).toBe(true);
    earnings.submit();
    await expectAccessible();

    const field = earnings.element.renderRoot.querySelector<HTMLInputElement>("#destination") as HTMLInputElement;
    await userEvent.fill(field, "+20 100 123 4567");
    const answer = api.hold("POST", "/v1/me/payouts");
    earnings.submit();
    await expectAccessible();
    answer();
    await expect.poll(() => earnings.outcome).not.toBe("");
    await expectAccessible();

    signOut();
    await expect.poll(() => earnings.state).toBe("signed-out");
    await expectAccessible();
  });

  test("reads well when there is nothing, and when it could not be loaded", async () => {
    form.apply();
    const empty = showEarnings();
    await expect.poll(() => empty.message).not.toBe("");
    await expectAccessible();
    api.hold("GET", "/v1/me/events");
    api.next("GET", "/v1/me/earnings", () => new Response("{}", { status: 400 }));
    signIn();
    await expect.poll(() => empty.state).toBe("error");
    await expectAccessible();
  });
});
