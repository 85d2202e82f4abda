import { afterEach, expect, test, vi } from "vitest";
import { page } from "vitest/browser";
import { describeForm, expectAccessible } from "../testing/accessibility.ts";
import { api, show, signOut, wearHostileTheme } from "../testing/page.ts";
import "./define.ts";
import { WalletHarness } from "./harness.ts";

const one = `<bursar-wallet currency="UNIT"></bursar-wallet>`;
const showWallet = (html = one) => new WalletHarness(show("bursar-wallet", html));

const lot = (amount: number, expiresAt: string | null = null) =>
  ({ funding: "paid", refundable: true, expiresAt, amount }) as const;

afterEach(() => vi.restoreAllMocks());

test("shows the balance and the last three transactions", async () => {
  api.wallet("UNIT", 0);
  for (const amount of [10, 20, 30, -5]) api.transaction("UNIT", amount);
  const wallet = showWallet();
  await expect.poll(() => wallet.balances).toEqual(["55 UNIT"]);
  expect(wallet.lines).toEqual([
    expect.stringMatching(/-5 UNIT/),
    expect.stringMatching(/\+30 UNIT/),
    expect.stringMatching(/\+20 UNIT/),
  ]);
});

test("without a currency, shows all wallets that were used", async () => {
  api.wallet("EGP", 123_450, 2).wallet("KWD", 0, 3).wallet("UNIT", 70);
  const wallet = showWallet("<bursar-wallet></bursar-wallet>");
  await expect.poll(() => wallet.balances).toEqual(["EGP 1,234.50", "70 UNIT"]);
});

test("somebody new sees one empty wallet", async () => {
  api.wallet("EGP", 0, 2).wallet("UNIT", 0);
  const wallet = showWallet("<bursar-wallet></bursar-wallet>");
  await expect.poll(() => wallet.balances).toEqual(["EGP 0"]);
  await expect.element(page.getByText("Nothing has happened in this wallet yet")).toBeVisible();
});

test("says what can be refunded and what ends first", async () => {
  const lots = [lot(20, "2026-12-01T00:00:00.000Z"), lot(5, "2026-12-01T00:00:00.000Z"), lot(45)];
  api.wallet("UNIT", 70, 0, { refundable: 45, lots });
  const wallet = showWallet();
  const lastDay = new Intl.DateTimeFormat("en", { dateStyle: "long" }).format(Date.parse("2026-11-30T23:59:59.999Z"));
  await expect.poll(() => wallet.notes).toEqual(["45 UNIT refundable", `25 UNIT to spend by ${lastDay}`]);
});

test("says of credit that was given that it is not refundable", async () => {
  api.wallet("UNIT", 30, 0, { promotional: 30 });
  const wallet = showWallet();
  await expect.poll(() => wallet.notes).toEqual(["30 UNIT credit, not refundable"]);
});

test("what ends in more than 30 days is not worth a word yet", async () => {
  api.wallet("UNIT", 70, 0, { lots: [lot(70, "2026-12-21T00:00:00.000Z")] });
  const wallet = showWallet();
  await expect.poll(() => wallet.balances).toEqual(["70 UNIT"]);
  expect(wallet.notes).toEqual([]);
});

test("a frozen wallet, and one below zero, say what that means", async () => {
  api.wallet("UNIT", -5, 0, { frozen: { reason: "dispute", since: "2026-11-20T09:30:00.000Z" } });
  const wallet = showWallet();
  await expect
    .poll(() => wallet.notes)
    .toEqual(["Frozen: nothing can be spent for now", "Below zero: the next top-up settles this first"]);
});

test("changes when money moves elsewhere", async () => {
  api.wallet("UNIT", 70);
  const wallet = showWallet();
  await expect.poll(() => api.listeners).toBe(1);
  api.post("UNIT", 30);
  await expect.poll(() => [wallet.balances, wallet.lines.length]).toEqual([["100 UNIT"], 1]);
});

test("tells at once when it is frozen elsewhere", async () => {
  api.wallet("UNIT", 70);
  const wallet = showWallet();
  await expect.poll(() => api.listeners).toBe(1);
  api.wallet("UNIT", 70, 0, { frozen: { reason: "dispute", since: "2026-11-20T09:30:00.000Z" } });
  api.emit("wallet.frozen", { currency: "UNIT", reason: "dispute" });
  await expect.poll(() => wallet.notes).toEqual(["Frozen: nothing can be spent for now"]);
});

test("leads to where each wallet can be topped up, and never runs a script", async () => {
  api.wallet("EGP", 500, 2).wallet("UNIT", 70);
  const wallet = showWallet(`<bursar-wallet top-up-href="/pay?from=wallet"></bursar-wallet>`);
  const link = (currency: string) => new URL(`/pay?from=wallet&currency=${currency}`, location.href).href;
  await expect.poll(() => wallet.topUpLinks).toEqual([link("EGP"), link("UNIT")]);
  wallet.element.topUpHref = "javascript:alert(1)";
  await expect.poll(() => wallet.topUpLinks).toEqual([]);
});

test("the host's way to top up stands in for the link", async () => {
  api.wallet("UNIT", 70);
  const wallet = showWallet(
    `<bursar-wallet top-up-href="/pay"><a slot="top-up" href="/office">Ask the office</a></bursar-wallet>`,
  );
  await expect.poll(() => wallet.balances).toEqual(["70 UNIT"]);
  await expect.element(page.getByText("Ask the office")).toBeVisible();
  expect(wallet.element.renderRoot.querySelector("[part=top-up]")?.checkVisibility()).toBe(false);
});

test("an error leaves a way to try again", async () => {
  api.hold("GET", "/v1/me/events");
  api.wallet("UNIT", 70).refuse("GET", "/v1/me/wallets/UNIT", "currency.not_found", { currency: "UNIT" });
  const failed = vi.fn();
  document.addEventListener("bursar-error", failed, { once: true });
  const wallet = showWallet();
  await expect.poll(() => wallet.state).toBe("error");
  expect(failed.mock.lastCall?.[0]).toMatchObject({ code: "currency.not_found", bubbles: true, composed: true });
  wallet.retry();
  await expect.poll(() => wallet.balances).toEqual(["70 UNIT"]);
});

test("tells that it is offline", async () => {
  api.hold("GET", "/v1/me/events");
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  api.next("GET", "/v1/me/wallets/UNIT", () => new Response("{}", { status: 400 }));
  const wallet = showWallet();
  await expect.poll(() => wallet.message).toMatch("You are offline");
});

test("signed out, it shows the host's wording or ours", async () => {
  api.signedIn = false;
  const plain = showWallet();
  await expect.poll(() => plain.message).toBe("Sign in to see your wallet");
  const worded = showWallet(`<bursar-wallet><a slot="signed-out" href="/login">Log in</a></bursar-wallet>`);
  await expect.poll(() => worded.element.querySelector("a")?.checkVisibility()).toBe(true);
});

test("speaks the language around it, with its digits", async () => {
  api.wallet("UNIT", 0, 0, { refundable: 70 }).transaction("UNIT", 70);
  const wallet = showWallet(`<section lang="ar-EG" dir="rtl">${one}</section>`);
  await expect.poll(() => wallet.notes.join()).toMatch(/٧٠.*قابل للاسترداد/);
  expect(wallet.lines[0]).toMatch(/^شحن/);
});

test("loading takes the room of a wallet with three transactions, whatever the theme says", async () => {
  wearHostileTheme();
  api.wallet("UNIT", 0);
  for (const amount of [1, 2, 3]) api.transaction("UNIT", amount);
  const release = api.hold("GET", "/v1/me/wallets/UNIT");
  const wallet = showWallet();
  await expect.poll(() => wallet.state).toBe("loading");
  const { offsetHeight } = wallet.element;
  release();
  await expect.poll(() => wallet.lines.length).toBe(3);
  expect(Math.abs(wallet.element.offsetHeight - offsetHeight)).toBeLessThanOrEqual(2);
});

test("a screen reader hears the wallet, what is to be known, and what happened last", async () => {
  api.wallet("UNIT", 0, 0, { refundable: 70 }).transaction("UNIT", 70);
  const wallet = showWallet(
    `<bursar-wallet currency="UNIT" top-up-href="https://academy.example/pay"></bursar-wallet>`,
  );
  await expect.poll(() => wallet.lines.length).toBe(1);
  await expect.element(page.elementLocator(wallet.element)).toMatchAriaInlineSnapshot(`
    - region "UNIT wallet":
      - text: 70 UNIT
      - link "Top up":
        - /url: https://academy.example/pay?currency=UNIT
      - text: 70 UNIT refundable
      - list "Latest transactions":
        - listitem:
          - text: Top-up
          - time: /Nov 20, 2026/
          - text: In +70 UNIT Balance 70 UNIT
  `);
});

describeForm((form) => {
  test("reads well for everybody in each state", async () => {
    form.apply();
    const frozen = { reason: "dispute", since: "2026-11-20T09:30:00.000Z" };
    const release = api
      .wallet("UNIT", 70, 0, { refundable: 45, lots: [lot(20, "2026-12-01T00:00:00.000Z")], frozen })
      .wallet("EGP", 0, 2)
      .hold("GET", "/v1/me/wallets");
    api.transaction("UNIT", 5);
    api.transaction("EGP", -500, { status: "pending" });
    const wallet = showWallet(`<bursar-wallet top-up-href="/pay"></bursar-wallet>`);
    await expect.poll(() => wallet.state).toBe("loading");
    await expectAccessible();
    release();
    await expect.poll(() => wallet.state).toBe("ready");
    await expectAccessible();

    api.refuse("GET", "/v1/me/wallets/USD", "currency.not_found", { currency: "USD" });
    wallet.element.currency = "USD";
    await expect.poll(() => wallet.state).toBe("error");
    await expectAccessible();

    wallet.element.currency = "KWD";
    await expect.poll(() => wallet.state).toBe("ready");
    await expectAccessible();

    signOut();
    await expect.poll(() => wallet.state).toBe("signed-out");
    await expectAccessible();
  });
});
