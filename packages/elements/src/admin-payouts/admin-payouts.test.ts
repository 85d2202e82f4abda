import { afterEach, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { describeForm, expectAccessible } from "../testing/accessibility.ts";
import { api, show, signIn, signOut, wearHostileTheme } from "../testing/page.ts";
import "./define.ts";
import { AdminPayoutsHarness } from "./harness.ts";

const tag = "<bursar-admin-payouts></bursar-admin-payouts>";

async function showPayouts(html = tag): Promise<AdminPayoutsHarness> {
  api.isAdmin = true;
  const payouts = new AdminPayoutsHarness(show("bursar-admin-payouts", html));
  await expect.poll(() => payouts.state).toBe("ready");
  return payouts;
}

/** What the focused control is called. */
function focused({ element }: AdminPayoutsHarness): string | undefined {
  const control = element.shadowRoot?.activeElement as HTMLInputElement | null | undefined;
  const label = control?.labels?.[0] ?? control;
  return label?.textContent?.replaceAll(/\s+/g, " ").trim();
}

const button = (name: string | RegExp) => page.getByRole("button", { name });
const dialog = () => page.getByRole("dialog");
/** The button in the question. */
const confirm = (name: string) => dialog().getByRole("button", { name, exact: true });

/** Presses what acts, and waits for the question. */
async function ask(payouts: AdminPayoutsHarness, name: string | RegExp): Promise<void> {
  await button(name).click();
  await expect.poll(() => payouts.question).not.toBe("");
}

/** One request to approve, by a teacher. */
async function toApprove(): Promise<{ payouts: AdminPayoutsHarness; path: string }> {
  const { id } = api.escrow.payout({ user: "teacher-7", status: "requested" });
  const payouts = await showPayouts();
  await expect.poll(() => payouts.payouts.length).toBe(1);
  return { payouts, path: `/v1/payouts/${id}` };
}

async function toDecide(): Promise<{ payouts: AdminPayoutsHarness; path: string }> {
  api.offering("webinar-1", { title: "Fire safety, live" });
  const { id } = api.escrow.hold();
  const payouts = await showPayouts();
  await expect.poll(() => payouts.holds.length).toBe(1);
  return { payouts, path: `/v1/holds/${id}/decide` };
}

async function toPay(): Promise<AdminPayoutsHarness> {
  api.escrow.payout({ user: "teacher-7" });
  api.escrow.payout({ user: "teacher-8", amount: 25_000 });
  api.escrow.payout({ user: "teacher-7", currency: "UNIT", digits: 0, amount: 7 });
  const payouts = await showPayouts();
  payouts.choose("pay");
  await expect.poll(() => payouts.groups.length).toBe(2);
  return payouts;
}

/** Keeps what the page would save, by name. */
function watchSaved(): { name: string; text: () => Promise<string> }[] {
  const saved: { name: string; text: () => Promise<string> }[] = [];
  const blobs = new Map<string, Blob>();
  vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => {
    blobs.set(`blob:${blobs.size}`, blob as Blob);
    return `blob:${blobs.size - 1}`;
  });
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
    saved.push({ name: this.download, text: async () => blobs.get(this.href)?.text() ?? "" });
  });
  return saved;
}

afterEach(() => vi.restoreAllMocks());

test("shows who wants how much, and where to", async () => {
  const { payouts } = await toApprove();
  expect(payouts.payouts).toEqual([
    expect.stringMatching(/^teacher-7 EGP 500 Nov 20, 2026, .* · \+20 100 123 4567 Approve Reject$/),
  ]);
  expect(payouts.messages).toEqual(["Nothing is disputed"]);
});

test("names whom the host names, beside the id that decides, in the list and in the question", async () => {
  const { payouts } = await toApprove();
  payouts.element.names = { "teacher-7": "Tarek Mansour" };
  await expect.poll(() => payouts.payouts[0]).toContain("Tarek Mansour (teacher-7)");
  await ask(payouts, /^Approve: .*Tarek Mansour/);
  expect(payouts.question).toContain("Tarek Mansour (teacher-7)");
  payouts.element.setAttribute("names", `{"teacher-7":"teacher-7"}`);
  await expect.poll(() => payouts.payouts[0]).toMatch(/^teacher-7 /);
});

test("approves with the keyboard alone, and says so", async () => {
  const { payouts, path } = await toApprove();
  payouts.element.shadowRoot?.querySelector<HTMLElement>("[part=tab]")?.focus();
  await userEvent.keyboard("{Tab}{Tab}{Enter}");
  await expect
    .poll(() => payouts.question)
    .toBe("Approve Payee teacher-7 Amount EGP 500 Where to +20 100 123 4567 Approve Cancel");
  expect(api.received("POST", `${path}/approve`)).toEqual([]);
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => payouts.outcome).toBe("Approved: teacher-7 · EGP 500");
  await expect.poll(() => payouts.messages).toContain("No payout waits for an approval");
  expect(payouts.element.shadowRoot?.activeElement?.id).toBe("panel");
});

test("rejects with a reason, and not without", async () => {
  const { payouts, path } = await toApprove();
  await ask(payouts, /^Reject/);
  await expect.poll(() => focused(payouts)).toBe("Reason");
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByText("Say why")).toBeVisible();
  expect(focused(payouts)).toBe("Reason");
  await userEvent.keyboard("Unknown account{Enter}");
  await expect.poll(() => payouts.outcome).toMatch(/^Rejected/);
  expect(api.received("POST", `${path}/reject`)).toMatchObject([{ body: { reason: "Unknown account" } }]);
});

test("what one asked for or gets oneself, somebody else approves", async () => {
  api.escrow.payout({ status: "requested" });
  api.escrow.payout({ status: "requested", user: "teacher-7", requestedBy: "user:amina" });
  api.escrow.payout({ status: "requested", user: "amina", requestedBy: "key:key_1" });
  const payouts = await showPayouts();
  await expect.poll(() => payouts.payouts.length).toBe(3);
  for (const row of payouts.payouts) expect(row).toContain("so somebody else approves it");
  expect(button(/^Approve/).elements()).toEqual([]);
});

test("the API's own word on it is told as well, and the question stays", async () => {
  const { payouts, path } = await toApprove();
  api.refuse("POST", `${path}/approve`, "payout.own", {});
  await ask(payouts, /^Approve/);
  await confirm("Approve").click();
  await expect.poll(() => payouts.question).toMatch("so somebody else approves it");
});

test("tells what is disputed: who, what, how much, and in the learner's words", async () => {
  const { payouts } = await toDecide();
  expect(payouts.holds).toEqual([
    expect.stringMatching(
      /^Fire safety, live EGP 200 User 42 · Payee teacher-7 · Nov 20, .* Nobody came Release all Refund all Split$/,
    ),
  ]);
});

test.for([
  ["Release all", { release: 20_000, refund: 0 }, /Back to the learner EGP 0 To who shares it EGP 200/, "Released"],
  ["Refund all", { release: 0, refund: 20_000 }, /Back to the learner EGP 200 To who shares it EGP 0/, "Refunded"],
] as const)("%s decides a dispute, with a reason", async ([act, body, facts, done]) => {
  const { payouts, path } = await toDecide();
  await ask(payouts, new RegExp(`^${act}`));
  expect(payouts.question).toMatch(facts);
  await userEvent.keyboard("Seen the recording{Enter}");
  await expect.poll(() => payouts.outcome).toBe(`${done}: Fire safety, live · 42`);
  expect(api.received("POST", path)).toMatchObject([{ body: { ...body, reason: "Seen the recording" } }]);
  await expect.poll(() => payouts.holds).toEqual([]);
});

test("a split says what goes where, and takes neither nothing nor all", async () => {
  const { payouts, path } = await toDecide();
  await ask(payouts, /^Split/);
  await expect.poll(() => focused(payouts)).toBe("Back to the learner EGP");
  for (const amount of ["0", "200", "x"]) {
    await userEvent.fill(dialog().getByLabelText("Back to the learner EGP"), amount);
    await userEvent.keyboard("{Enter}");
    await expect.element(page.getByText("Enter an amount below EGP 200")).toBeVisible();
  }
  await userEvent.fill(dialog().getByLabelText("Back to the learner EGP"), "50.50");
  await expect.poll(() => payouts.question).toMatch(/Back to the learner EGP 50\.50 To who shares it EGP 149\.50/);
  await userEvent.fill(dialog().getByLabelText("Reason"), "Half of it");
  await confirm("Split").click();
  await expect.poll(() => payouts.outcome).toMatch(/^Divided/);
  expect(api.received("POST", path)).toMatchObject([
    { body: { release: 14_950, refund: 5_050, reason: "Half of it" } },
  ]);
});

test("what somebody else has decided meanwhile is said, and the list is asked for again", async () => {
  const { payouts, path } = await toApprove();
  const other = api.escrow.payout({ user: "teacher-8", status: "requested" });
  api.refuse("POST", `${path}/approve`, "payout.decided", { payoutStatus: "rejected" });
  await ask(payouts, /^Approve/);
  await confirm("Approve").click();
  await expect.poll(() => payouts.outcome).toBe("Decided already by somebody else. The list is up to date again");
  expect(payouts.question).toBe("");
  await expect.poll(() => payouts.payouts.join()).toContain(other.user);
});

test("a hold that somebody else has decided meanwhile, too", async () => {
  const { payouts, path } = await toDecide();
  api.refuse("POST", path, "hold.ended", { holdStatus: "released" });
  await ask(payouts, /^Refund all/);
  await userEvent.keyboard("Nobody came{Enter}");
  await expect.poll(() => payouts.outcome).toMatch(/^Decided already/);
});

test("confirmed twice it is one request, and nobody leaves before the answer", async () => {
  const { payouts, path } = await toApprove();
  await ask(payouts, /^Approve/);
  const release = api.hold("POST", `${path}/approve`);
  await userEvent.keyboard("{Enter}{Enter}{Escape}{Escape}");
  await expect.element(confirm("Approve")).toHaveAttribute("aria-busy", "true");
  release();
  await expect.poll(() => payouts.outcome).toMatch(/^Approved/);
  expect(api.received("POST", `${path}/approve`)).toHaveLength(1);
});

test("after an answer that never came, trying again uses the same idempotency key", async () => {
  const { payouts, path } = await toDecide();
  for (let attempt = 0; attempt < 3; attempt++) api.lose("POST", path);
  await ask(payouts, /^Refund all/);
  await userEvent.keyboard("Nobody came{Enter}");
  await vi.waitFor(() => expect(payouts.question).toMatch("No answer came. Try again: it is done once"), 10_000);
  await confirm("Try again").click();
  await expect.poll(() => payouts.outcome).toMatch(/^Refunded/);
  expect(new Set(api.received("POST", path).map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
});

test("the host hears of it before, and may keep it from happening, and after", async () => {
  const { payouts, path } = await toApprove();
  const before = vi.fn((event: Event) => event.preventDefault());
  const after = vi.fn();
  document.addEventListener("bursar-admin-action", before, { once: true });
  document.addEventListener("bursar-admin-done", after, { once: true });
  await ask(payouts, /^Approve/);
  await confirm("Approve").click();
  await expect.poll(() => payouts.question).toBe("");
  const action = { type: "approvePayout", payout: path.split("/").at(-1) };
  expect(before.mock.lastCall?.[0]).toMatchObject({ action, bubbles: true, composed: true });
  expect(api.received("POST", `${path}/approve`)).toEqual([]);
  await ask(payouts, /^Approve/);
  await confirm("Approve").click();
  await expect.poll(() => payouts.outcome).toMatch(/^Approved/);
  expect(after.mock.lastCall?.[0]).toMatchObject({ action, transaction: null, result: { status: "approved" } });
});

test("what is to be paid is gathered by currency, and its file is saved", async () => {
  const saved = watchSaved();
  const payouts = await toPay();
  expect(payouts.groups).toEqual([
    expect.stringMatching(/^EGP · 2 payouts · EGP 750 Not in a batch yet Gather /),
    expect.stringMatching(/^UNIT · One payout · 7 UNIT Not in a batch yet Gather /),
  ]);
  await ask(payouts, /^Gather.*EGP$/);
  expect(payouts.question).toMatch(/Not in a batch yet EGP Amount 2 payouts · EGP 750/);
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => payouts.outcome).toMatch(/^Saved as payouts-bat_.*\.csv$/);
  expect(saved.map(({ name }) => name)).toEqual([expect.stringMatching(/^payouts-bat_.*\.csv$/)]);
  expect(await saved[0]?.text()).toMatch(/^payout,payee\r\npay_/);
  await expect.poll(() => payouts.groups[0]).toMatch(/Batch bat_.* Download the file Mark all as paid/);
});

test("a batch whose file did not come is there, and can be downloaded again", async () => {
  const saved = watchSaved();
  const payouts = await toPay();
  await ask(payouts, /^Gather.*EGP$/);
  const release = api.hold("POST", "/v1/payout-batches");
  await userEvent.keyboard("{Enter}");
  const fetch = api.fetch;
  const file = vi.spyOn(globalThis, "fetch").mockImplementation((input, init) => {
    if (new Request(input, init).url.includes("/file")) return Promise.resolve(new Response("{}", { status: 400 }));
    return fetch(input, init);
  });
  release();
  await expect.poll(() => payouts.outcome).toBe("The batch is there, but its file did not come. Download it below");
  file.mockRestore();
  await button(/^Download the file/).click();
  await expect.poll(() => saved.length).toBe(1);
});

test("a batch is marked as paid in one go, but for what has failed", async () => {
  watchSaved();
  const payouts = await toPay();
  await ask(payouts, /^Gather.*EGP$/);
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => payouts.outcome).toMatch(/^Saved/);
  await ask(payouts, /^Payment failed: teacher-8/);
  await userEvent.keyboard("No such account{Enter}");
  await expect.poll(() => payouts.outcome).toBe("Marked as failed: teacher-8 · EGP 250");
  await ask(payouts, /^Mark all as paid/);
  await expect.poll(() => focused(payouts)).toBe("Reference of the payment (optional)");
  await userEvent.keyboard("Transfers of 20 November{Enter}");
  await expect.poll(() => payouts.outcome).toMatch(/^Marked as paid: bat_/);
  await expect.poll(() => payouts.groups).toEqual([expect.stringMatching(/^UNIT/)]);
  const paid = api.requests.find(({ method, path }) => method === "POST" && /payout-batches\/.*\/pay$/.test(path));
  expect(paid?.body).toEqual({ reference: "Transfers of 20 November" });
});

test("one payout is marked as paid by itself, without a reference if there is none", async () => {
  const payouts = await toPay();
  await ask(payouts, /^Mark as paid: teacher-7.*UNIT/);
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => payouts.groups).toEqual([expect.stringMatching(/^EGP/)]);
  expect(api.requests.find(({ path }) => /payouts\/.*\/pay$/.test(path))?.body).toEqual({});
});

test("the age of what is held has a warning from 60 days, and an alarm from 90", async () => {
  api.escrow.age(0, 7, 10_000).age(30, 60, 500).age(60, 90, 700).age(90, null, 900, { holds: 3 });
  api.escrow.age(0, 7, 7, { currency: "UNIT", digits: 0 });
  const payouts = await showPayouts();
  payouts.choose("escrow");
  await expect
    .poll(() => payouts.ages)
    .toEqual([
      "0 to 6 days 1 EGP 100",
      "30 to 59 days 1 EGP 5",
      "60 to 89 days Decide soon 1 EGP 7",
      "90 days or more Decide now 3 EGP 9",
      "0 to 6 days 1 7 UNIT",
    ]);
});

test("the tabs follow the keys of the ARIA pattern, from right to left as well", async () => {
  const payouts = await showPayouts(`<section lang="ar-EG" dir="rtl">${tag}</section>`);
  const tab = () => (payouts.element.shadowRoot?.activeElement as HTMLElement | null)?.id;
  payouts.element.shadowRoot?.querySelector<HTMLElement>("#tab-decide")?.focus();
  await userEvent.keyboard("{ArrowLeft}");
  expect(tab()).toBe("tab-pay");
  await userEvent.keyboard("{ArrowRight}{ArrowRight}");
  expect(tab()).toBe("tab-escrow");
  await userEvent.keyboard("{ArrowLeft}{End}");
  expect(tab()).toBe("tab-escrow");
  await userEvent.keyboard("{Home}{End}{Enter}");
  await expect.element(page.getByRole("tab", { selected: true })).toHaveTextContent("المحجوز");
  await expect.poll(() => payouts.messages).toEqual(["لا توجد مبالغ محجوزة"]);
  payouts.element.dir = "ltr";
  await userEvent.keyboard("{ArrowRight}");
  expect(tab()).toBe("tab-decide");
});

test("shows more of what waits on demand", async () => {
  for (let number = 1; number <= 22; number++) api.escrow.payout({ user: `teacher-${number}`, status: "requested" });
  const payouts = await showPayouts();
  await expect.poll(() => payouts.payouts.length).toBe(20);
  await button("Show more").click();
  await expect.poll(() => payouts.payouts.length).toBe(22);
});

test("who is no admin reads a calm line, nothing is asked for, and no error is told", async () => {
  const failed = vi.fn();
  document.addEventListener("bursar-error", failed);
  const payouts = new AdminPayoutsHarness(show("bursar-admin-payouts", tag));
  await expect.poll(() => payouts.state).toBe("forbidden");
  expect(payouts.messages).toEqual(["For administrators only"]);
  expect([failed.mock.calls, api.received("GET", "/v1/payouts")]).toEqual([[], []]);
  document.removeEventListener("bursar-error", failed);
});

test("when somebody else signs in, nothing of what the admin saw or began is left", async () => {
  const { payouts } = await toApprove();
  await ask(payouts, /^Approve/);
  signOut();
  await expect.poll(() => payouts.state).toBe("signed-out");
  expect(payouts.element.renderRoot.textContent).not.toContain("teacher-7");
});

test("an error leaves a way to try again, in each part by itself", async () => {
  api.hold("GET", "/v1/me/events");
  api.escrow.hold();
  api.next("GET", "/v1/payouts", () => new Response("{}", { status: 400 }));
  const payouts = await showPayouts();
  await expect.poll(() => payouts.messages).toEqual(["This could not be loaded Try again"]);
  await expect.poll(() => payouts.holds.length).toBe(1);
  payouts.retry();
  await expect.poll(() => payouts.messages).toEqual(["No payout waits for an approval"]);
});

test("takes the same room, the question too, whatever the theme says", async () => {
  const { payouts } = await toApprove();
  await ask(payouts, /^Reject/);
  const room = () =>
    [".entry", ".dialog"].map((part) => payouts.element.renderRoot.querySelector<HTMLElement>(part)?.offsetHeight);
  const before = room();
  wearHostileTheme();
  expect(room()).toEqual(before);
});

test("a screen reader hears tabs, what waits, and the question", async () => {
  const { payouts } = await toDecide();
  await expect.element(page.elementLocator(payouts.element)).toMatchAriaInlineSnapshot(`
    - tablist "Payouts and escrow":
      - tab "To decide" [selected]
      - tab "To pay"
      - tab "In escrow"
    - status
    - tabpanel "To decide":
      - text: Payouts to approve
      - paragraph: No payout waits for an approval
      - text: Disputes
      - list "Disputes":
        - listitem:
          - text: Fire safety, live EGP 200 User 42 · Payee teacher-7 ·
          - time: Nov 20, 2026, 9:30 AM
          - blockquote: Nobody came
          - button "Release all: Fire safety, live · 42": Release all
          - button "Refund all: Fire safety, live · 42": Refund all
          - button "Split: Fire safety, live · 42": Split
      - status
  `);
  await ask(payouts, /^Split/);
  await expect.element(dialog()).toMatchAriaInlineSnapshot(`
    - dialog "Split":
      - strong: Split
      - term: User
      - definition: "42"
      - term: Payee
      - definition: teacher-7
      - term: Offering
      - definition: Fire safety, live
      - term: Dispute
      - definition: Nobody came
      - term: Amount
      - definition: EGP 200
      - text: Back to the learner EGP
      - textbox "Back to the learner EGP"
      - text: Reason
      - textbox "Reason"
      - alert
      - button "Split"
      - button "Cancel"
  `);
});

describeForm((form) => {
  test("reads well for everybody in each state", async () => {
    form.apply();
    api.escrow.payout({ user: "teacher-7", status: "requested" });
    api.escrow.payout({ status: "requested" });
    api.escrow.payout({ user: "teacher-8" });
    api.escrow.payout({ user: "teacher-9", batch: "bat_01jd3f6q8reg5tm2y0v9k40009" });
    api.escrow.hold({ dispute: { reason: "لم يحضر أحد", at: "2026-11-20T09:30:00.000Z" } });
    api.escrow.age(0, 7, 10_000).age(60, 90, 700).age(90, null, 900);
    const release = api.hold("GET", "/v1/me");
    api.isAdmin = true;
    const payouts = new AdminPayoutsHarness(show("bursar-admin-payouts", tag));
    await expect.poll(() => payouts.state).toBe("loading");
    await expectAccessible();
    release();
    await expect.poll(() => [payouts.payouts.length, payouts.holds.length]).toEqual([2, 1]);
    await expectAccessible();

    const press = (selector: string) => payouts.element.renderRoot.querySelector<HTMLElement>(selector)?.click();
    press("[part=hold] .button:last-child");
    await expect.poll(() => payouts.question).not.toBe("");
    press("#confirm");
    await expectAccessible();
    press("dialog [type=button]");

    payouts.choose("pay");
    await expect.poll(() => payouts.groups.length).toBe(2);
    await expectAccessible();
    payouts.choose("escrow");
    await expect.poll(() => payouts.ages.length).toBe(3);
    await expectAccessible();

    api.isAdmin = false;
    signIn();
    await expect.poll(() => payouts.state).toBe("forbidden");
    await expectAccessible();
    signOut();
    await expect.poll(() => payouts.state).toBe("signed-out");
    await expectAccessible();
  });

  test("reads well when there is nothing, and when it could not be loaded", async () => {
    form.apply();
    const payouts = await showPayouts();
    await expect.poll(() => payouts.messages.length).toBe(2);
    await expectAccessible();
    api.hold("GET", "/v1/me/events");
    api.next("GET", "/v1/me", () => new Response("{}", { status: 400 }));
    signIn();
    await expect.poll(() => payouts.state).toBe("error");
    await expectAccessible();
  });
});
