import { afterEach, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { describeForm, expectAccessible } from "../testing/accessibility.ts";
import { api, show, signOut, wearHostileTheme } from "../testing/page.ts";
import "./define.ts";
import { TransactionsHarness } from "./harness.ts";

const path = "/v1/me/wallets/UNIT/transactions";
const asked = () => api.received("GET", path).length;

const showTransactions = (html = `<bursar-transactions currency="UNIT"></bursar-transactions>`) =>
  new TransactionsHarness(show("bursar-transactions", html));

/** A statement with as many lines, the stream open. */
async function showStatement(count: number, html?: string): Promise<TransactionsHarness> {
  api.wallet("UNIT", 0);
  for (let number = 1; number <= count; number++) api.transaction("UNIT", number);
  const transactions = showTransactions(html);
  await expect.poll(() => api.listeners).toBe(1);
  await expect.poll(() => [transactions.lines.length, asked()]).toEqual([Math.min(count, 20), 2]);
  return transactions;
}

const focused = ({ element }: TransactionsHarness) => element.shadowRoot?.activeElement;

afterEach(() => vi.restoreAllMocks());

test("shows what came in and went out, newest first, with the balance each left", async () => {
  api.wallet("UNIT", 0).transaction("UNIT", 120, { reason: "Bank transfer" });
  api.transaction("UNIT", -50, { reference: "enr_01jd3f6q8reg5tm2y0v9k4wxab" });
  const transactions = showTransactions();
  await expect
    .poll(() => transactions.lines)
    .toEqual([
      expect.stringMatching(/^Enrollment Nov 20, 2026, .+ Out -50 UNIT Balance 70 UNIT$/),
      expect.stringMatching(/^Top-up Nov 20, 2026, .+ · Bank transfer In \+120 UNIT Balance 120 UNIT$/),
    ]);
});

test.for([
  ["grant", 5, { description: "Welcome back" }, "Credit", "Welcome back"],
  ["sign_up_credit", 5, { reference: "amina" }, "Welcome credit", ""],
  ["deposit", 5, { reference: "INV-7" }, "Deposit", "INV-7"],
  ["spend", -5, { description: "Handbook" }, "Payment", "Handbook"],
  ["adjustment", -5, { reason: "correction" }, "Correction", "A mistake put right"],
  ["transfer", 5, {}, "Transfer received", ""],
  ["transfer", -5, {}, "Transfer sent", ""],
  ["reversal", 5, { reason: "Webinar cancelled" }, "Refund", "Webinar cancelled"],
  ["reversal", 5, { reason: "cancelled" }, "Refund", "Cancelled"],
  ["reversal", 5, { reason: "host_absent" }, "Refund", "The host did not come"],
  ["reversal", -5, {}, "Taken back", ""],
  ["settlement", 5, {}, "Payment given back", ""],
  ["expiry", -5, {}, "Expired credit", ""],
] as const)("a %s of %i is told as people would", async ([type, amount, fields, title, detail]) => {
  api.wallet("UNIT", 100).transaction("UNIT", amount, { type, ...fields });
  const transactions = showTransactions();
  await expect
    .poll(() => transactions.lines[0])
    .toMatch(new RegExp(`^${title} Nov [^·]+${detail && `· ${detail} `}(In|Out) `));
});

test.for([
  ["pending", "Pending"],
  ["failed", "Cancelled"],
  ["reversed", "Reversed"],
  ["partially_reversed", "Partly reversed"],
] as const)("what is %s says so in words", async ([status, word]) => {
  api.wallet("UNIT", 100).transaction("UNIT", -5, { status });
  const transactions = showTransactions();
  await expect.poll(() => transactions.lines[0]).toMatch(new RegExp(`^Payment ${word} `));
});

test("without a currency, shows the first wallet", async () => {
  api.wallet("EGP", 0, 2).transaction("EGP", 12_350);
  const transactions = showTransactions("<bursar-transactions></bursar-transactions>");
  await expect.poll(() => transactions.lines[0]).toMatch(/\+EGP 123\.50 Balance EGP 123\.50$/);
});

test("leads to the receipt of a transaction, where the host has a page for it, and nowhere else", async () => {
  const { id } = api.wallet("UNIT", 0).transaction("UNIT", 5);
  const links = (href: string) => {
    const { element } = showTransactions(
      `<bursar-transactions currency="UNIT" receipt-href="${href}"></bursar-transactions>`,
    );
    return () => [...element.renderRoot.querySelectorAll("a")].map((link) => link.getAttribute("href"));
  };
  await expect.poll(links("/receipts/{transaction}")).toEqual([new URL(`/receipts/${id}`, location.href).href]);
  const unsafe = links("javascript:alert('{transaction}')");
  await expect
    .poll(() => document.querySelector("bursar-transactions")?.shadowRoot?.querySelector("[part=line]"))
    .not.toBeNull();
  expect(unsafe()).toEqual([]);
});

test("follows its currency attribute", async () => {
  const transactions = await showStatement(3);
  api.wallet("EGP", 0, 2).transaction("EGP", 100);
  transactions.element.currency = "EGP";
  await expect.poll(() => transactions.lines.length).toBe(1);
});

test("a page at a time: more is appended, and the focus stays", async () => {
  const transactions = await showStatement(45);
  const [first] = transactions.lines;
  transactions.element.renderRoot.querySelector<HTMLElement>("[part=more]")?.focus();
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => transactions.lines.length).toBe(40);
  expect(focused(transactions)?.getAttribute("part")).toBe("more");
  await expect.poll(() => transactions.announcement).toBe("20 more transactions shown");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => transactions.lines.length).toBe(45);
  expect(transactions.lines[0]).toBe(first);
  expect(new Set(transactions.lines).size).toBe(45);
  expect(transactions.hasMore).toBe(false);
  // The button is gone: whoever stood on it stands on the first line that came.
  const lines = [...transactions.element.renderRoot.querySelectorAll("li")];
  await expect.poll(() => lines.indexOf(focused(transactions) as HTMLLIElement)).toBe(40);
});

test("a double press loads one page", async () => {
  const transactions = await showStatement(45);
  const release = api.hold("GET", path);
  transactions.showMore();
  transactions.showMore();
  release();
  await expect.poll(() => transactions.lines.length).toBe(40);
  expect(asked()).toBe(3);
});

test("when more could not be loaded, what is there stays, and it can be tried again", async () => {
  const transactions = await showStatement(25);
  const failed = vi.fn();
  document.addEventListener("bursar-error", failed, { once: true });
  api.refuse("GET", path, "cursor.invalid", {});
  transactions.showMore();
  await expect.element(page.getByText("This could not be loaded")).toBeVisible();
  expect(failed.mock.lastCall?.[0]).toMatchObject({ code: "cursor.invalid" });
  expect(transactions.lines).toHaveLength(20);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect.poll(() => transactions.lines.length).toBe(25);
});

test("a new transaction appears on top, and is told", async () => {
  const transactions = await showStatement(25);
  transactions.showMore();
  await expect.poll(() => transactions.lines.length).toBe(25);
  api.post("UNIT", -5, { description: "Handbook" });
  await expect.poll(() => transactions.lines.length).toBe(26);
  expect(transactions.lines[0]).toMatch(/^Payment .* Handbook/);
  expect(transactions.announcement).toContain("Payment -5");
  expect(new Set(transactions.lines).size).toBe(26);
});

test("what arrives while older ones are on their way is not lost", async () => {
  const transactions = await showStatement(45);
  const answer = api.hold("GET", path);
  api.post("UNIT", 7);
  await expect.poll(asked).toBe(3);
  transactions.showMore();
  await expect.poll(() => transactions.lines.length).toBe(40);
  answer();
  await expect.poll(() => transactions.lines.length).toBe(41);
  expect(transactions.lines[0]).toMatch(/\+7 UNIT/);
});

test.for([
  ["where the browser sees to it", true],
  ["where it doesn't", false],
] as const)("whoever reads further down keeps their place when something new comes, %s", async ([_, anchors]) => {
  vi.spyOn(CSS, "supports").mockReturnValue(anchors);
  const html = `<div style="overflow-anchor: ${anchors ? "auto" : "none"}"><bursar-transactions currency="UNIT"></bursar-transactions></div>`;
  const transactions = await showStatement(45, html);
  transactions.showMore();
  await expect.poll(() => transactions.lines.length).toBe(40);
  const row = transactions.element.renderRoot.querySelectorAll("li")[30] as HTMLElement;
  row.scrollIntoView({ block: "start" });
  const top = row.getBoundingClientRect().top;
  api.post("UNIT", 7);
  await expect.poll(() => transactions.lines.length).toBe(41);
  await expect.poll(() => Math.abs(row.getBoundingClientRect().top - top)).toBeLessThan(2);
  scrollTo(0, 0);
});

test("when more has happened than a page holds, it begins afresh instead of leaving a gap", async () => {
  const transactions = await showStatement(3);
  for (let number = 0; number < 30; number++) api.transaction("UNIT", 1000 + number);
  api.reset();
  await expect.poll(() => transactions.lines[0]).toMatch(/1,029/);
  expect(transactions.lines).toHaveLength(20);
  transactions.showMore();
  await expect.poll(() => transactions.lines.length).toBe(33);
});

test("what was pending and is settled elsewhere says so", async () => {
  api.wallet("UNIT", 100);
  const line = api.transaction("UNIT", -5, { status: "pending" });
  const transactions = showTransactions();
  await expect.poll(() => transactions.lines[0]).toMatch(/Pending/);
  await expect.poll(() => api.listeners).toBe(1);
  line.status = "failed";
  api.post("UNIT", 5, { type: "settlement" });
  await expect.poll(() => transactions.lines[1]).toMatch(/Cancelled/);
});

test("when somebody else signs in, nothing of the first person is left", async () => {
  const transactions = await showStatement(45);
  const answer = api.hold("GET", path);
  transactions.showMore();
  signOut();
  await expect.poll(() => transactions.state).toBe("signed-out");
  answer();
  await expect.poll(() => transactions.lines).toEqual([]);
});

test("an error leaves a way to try again", async () => {
  api.hold("GET", "/v1/me/events");
  api.wallet("UNIT", 0).transaction("UNIT", 5);
  api.refuse("GET", path, "currency.not_found", { currency: "UNIT" });
  const transactions = showTransactions();
  await expect.poll(() => transactions.state).toBe("error");
  expect(transactions.message).toBe("This could not be loaded Try again");
  transactions.retry();
  await expect.poll(() => transactions.lines.length).toBe(1);
});

test("tells that it is offline", async () => {
  api.hold("GET", "/v1/me/events");
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  api.next("GET", path, () => new Response("{}", { status: 400 }));
  const transactions = showTransactions();
  await expect.poll(() => transactions.message).toMatch("You are offline");
});

test("signed out, or without a transaction, it shows the host's wording or ours", async () => {
  const empty = showTransactions();
  await expect.poll(() => empty.message).toBe("No transactions yet");
  const worded = showTransactions(
    `<bursar-transactions currency="UNIT"><p slot="empty">Join your first webinar</p></bursar-transactions>`,
  );
  await expect.poll(() => worded.element.querySelector("p")?.checkVisibility()).toBe(true);
  signOut();
  const signedOut = showTransactions();
  await expect.poll(() => signedOut.message).toBe("Sign in to see your transactions");
});

test("speaks the language around it, with its digits", async () => {
  await showStatement(
    22,
    `<section lang="ar-EG" dir="rtl"><bursar-transactions currency="UNIT"></bursar-transactions></section>`,
  );
  const transactions = new TransactionsHarness(
    document.querySelector("bursar-transactions") as HTMLElementTagNameMap["bursar-transactions"],
  );
  expect(transactions.lines[0]).toMatch(/^شحن .*٢٢.*الرصيد/);
  transactions.showMore();
  await expect.poll(() => transactions.announcement).toBe("عُرضت معاملتان أخريان");
});

test("loading takes the room of the lines that come, whatever the theme says", async () => {
  wearHostileTheme();
  api.wallet("UNIT", 0);
  for (const amount of [1, 2, 3]) api.transaction("UNIT", amount);
  const release = api.hold("GET", path);
  const transactions = showTransactions();
  await expect.poll(() => transactions.state).toBe("loading");
  const { offsetHeight } = transactions.element;
  release();
  await expect.poll(() => transactions.lines.length).toBe(3);
  expect(Math.abs(transactions.element.offsetHeight - offsetHeight)).toBeLessThanOrEqual(2);
});

test("a screen reader hears a list of what happened", async () => {
  api.wallet("UNIT", 0).transaction("UNIT", 120, { reason: "Bank transfer" });
  api.transaction("UNIT", -50, { status: "pending" });
  const transactions = showTransactions();
  await expect.poll(() => transactions.lines.length).toBe(2);
  await expect.element(page.elementLocator(transactions.element)).toMatchAriaInlineSnapshot(`
    - list "Transactions":
      - listitem:
        - text: Payment Pending
        - time: /Nov 20, 2026/
        - text: Out -50 UNIT Balance 70 UNIT
      - listitem:
        - text: Top-up
        - time: /Nov 20, 2026/
        - text: · Bank transfer In +120 UNIT Balance 120 UNIT
    - status
  `);
});

describeForm((form) => {
  test("reads well for everybody in each state", async () => {
    form.apply();
    api.wallet("UNIT", 0);
    for (let number = 1; number <= 25; number++) api.transaction("UNIT", number);
    for (const status of ["pending", "failed", "reversed"] as const) api.transaction("UNIT", -5, { status });
    const release = api.hold("GET", path);
    const transactions = showTransactions();
    await expect.poll(() => transactions.state).toBe("loading");
    await expectAccessible();
    release();
    await expect.poll(() => transactions.state).toBe("ready");
    await expectAccessible();

    const answer = api.hold("GET", path);
    transactions.showMore();
    await expect.element(page.getByRole("button")).toHaveAttribute("aria-busy", "true");
    await expectAccessible();
    answer();
    await expect.poll(() => transactions.lines.length).toBe(28);
    await expectAccessible();

    transactions.element.currency = "EGP";
    await expect.poll(() => transactions.state).toBe("ready");
    await expectAccessible();

    api.refuse("GET", "/v1/me/wallets/USD/transactions", "currency.not_found", { currency: "USD" });
    transactions.element.currency = "USD";
    await expect.poll(() => transactions.state).toBe("error");
    await expectAccessible();

    signOut();
    await expect.poll(() => transactions.state).toBe("signed-out");
    await expectAccessible();
  });
});
