import { expect, test, vi } from "vitest";
import { page } from "vitest/browser";
import { describeForm, expectAccessible } from "../testing/accessibility.ts";
import { api, show, signIn, signOut, wearHostileTheme } from "../testing/page.ts";
import "./define.ts";
import { BalanceHarness } from "./harness.ts";

const showBalance = (html = `<bursar-balance currency="UNIT"></bursar-balance>`) =>
  new BalanceHarness(show("bursar-balance", html));

test("shows the wallet of its currency", async () => {
  api.wallet("EGP", 123_450, 2).wallet("UNIT", 70);
  const balance = showBalance();
  await expect.poll(() => balance.amount).toBe("70 UNIT");
});

test("without a currency, shows the first wallet", async () => {
  api.wallet("EGP", 123_450, 2).wallet("UNIT", 70);
  const balance = showBalance("<bursar-balance></bursar-balance>");
  await expect.poll(() => balance.amount).toBe("EGP 1,234.50");
});

test("what the next user has is not what the first one's has become", async () => {
  api.wallet("UNIT", 70);
  const changed = vi.fn();
  const balance = showBalance();
  await expect.poll(() => balance.amount).toBe("70 UNIT");
  balance.element.addEventListener("bursar-balance-change", changed);
  api.wallet("UNIT", 5);
  signIn();
  await expect.poll(() => balance.amount).toBe("5 UNIT");
  expect(changed).not.toHaveBeenCalled();
});

test("follows its currency attribute", async () => {
  api.wallet("EGP", 500, 2).wallet("UNIT", 70);
  const balance = showBalance();
  await expect.poll(() => balance.amount).toBe("70 UNIT");
  balance.element.currency = "EGP";
  await expect.poll(() => balance.amount).toBe("EGP 5");
});

test("moves when money moves elsewhere, and says so with an event that leaves shadow trees", async () => {
  api.wallet("UNIT", 70);
  const changed = vi.fn();
  document.addEventListener("bursar-balance-change", changed, { once: true });
  const balance = showBalance();
  await expect.poll(() => balance.amount).toBe("70 UNIT");
  await expect.poll(() => api.listeners).toBe(1);
  api.emit("transaction.posted", {
    transaction: "txn_1",
    transactionType: "top_up",
    currency: "UNIT",
    digits: 0,
    amount: 30,
    balance: 100,
    version: 2,
  });
  await expect.poll(() => balance.amount).toBe("100 UNIT");
  expect(changed).toHaveBeenCalledOnce();
  const [event] = changed.mock.lastCall ?? [];
  expect(event).toMatchObject({ bubbles: true, composed: true, balance: { balance: 100 }, previous: { balance: 70 } });
});

test("a wallet that begins while it is watched is shown", async () => {
  const balance = showBalance("<bursar-balance></bursar-balance>");
  await expect.poll(() => api.listeners).toBe(1);
  await expect.poll(() => balance.isLoading).toBe(false);
  api.emit("transaction.posted", {
    transaction: "txn_1",
    transactionType: "grant",
    currency: "UNIT",
    digits: 0,
    amount: 5,
    balance: 5,
    version: 2,
  });
  api.wallet("UNIT", 5);
  await expect.poll(() => balance.amount).toBe("5 UNIT");
});

test("after a reset of the stream it loads afresh", async () => {
  api.wallet("UNIT", 70);
  const balance = showBalance();
  await expect.poll(() => balance.amount).toBe("70 UNIT");
  await expect.poll(() => api.listeners).toBe(1);
  api.wallet("UNIT", 40);
  api.reset();
  await expect.poll(() => balance.amount).toBe("40 UNIT");
});

test("all elements of a page share one request and one stream, and the stream ends with the last of them", async () => {
  api.wallet("UNIT", 70);
  show("bursar-balance", `<bursar-balance currency="UNIT"></bursar-balance>`.repeat(3));
  const balances = [...document.querySelectorAll("bursar-balance")].map((element) => new BalanceHarness(element));
  await expect.poll(() => balances.map(({ amount }) => amount)).toEqual(["70 UNIT", "70 UNIT", "70 UNIT"]);
  await expect.poll(() => api.listeners).toBe(1);
  // Once at the start, and once when the stream is open.
  expect(api.received("GET", "/v1/me/wallets/UNIT")).toHaveLength(2);
  document.body.replaceChildren();
  await expect.poll(() => api.listeners).toBe(0);
});

test("an error leaves a way to try again", async () => {
  api.hold("GET", "/v1/me/events");
  api.wallet("UNIT", 70).refuse("GET", "/v1/me/wallets/UNIT", "currency.not_found", { currency: "UNIT" });
  const failed = vi.fn();
  document.addEventListener("bursar-error", failed, { once: true });
  const balance = showBalance();
  await expect.poll(() => balance.canRetry).toBe(true);
  expect(failed.mock.lastCall?.[0]).toMatchObject({ code: "currency.not_found", bubbles: true, composed: true });
  balance.retry();
  await expect.poll(() => balance.amount).toBe("70 UNIT");
});

test("signed out, it shows the host's wording or a dash", async () => {
  api.signedIn = false;
  const plain = showBalance();
  await expect.poll(() => plain.element.renderRoot.textContent).toContain("–");
  const worded = showBalance(`<bursar-balance><a slot="signed-out" href="/login">Log in</a></bursar-balance>`);
  await expect.poll(() => worded.element.querySelector("a")?.checkVisibility()).toBe(true);
  expect(worded.element.renderRoot.querySelector<HTMLSlotElement>("slot")?.assignedElements()).toHaveLength(1);
});

test("a property set before the element is defined counts like an attribute", async () => {
  api.wallet("UNIT", 70);
  const { BursarBalance } = await import("./balance.ts");
  const late = document.createElement("late-balance");
  Object.assign(late, { currency: "UNIT" });
  document.body.append(late);
  customElements.define("late-balance", class extends BursarBalance {});
  await expect.poll(() => new BalanceHarness(late as InstanceType<typeof BursarBalance>).amount).toBe("70 UNIT");
});

test("defining it again warns and changes nothing", async () => {
  const { define } = await import("../internal/define.ts");
  const warn = vi.spyOn(console, "warn").mockReturnValue();
  define("bursar-balance", class extends HTMLElement {});
  expect(warn).toHaveBeenCalledOnce();
  expect(new BalanceHarness(showBalance().element).element.constructor.name).toContain("BursarBalance");
});

test("is part of its sentence: neither it nor a line grows, whatever the theme says", async () => {
  const release = api.wallet("UNIT", 70).hold("GET", "/v1/me/wallets/UNIT");
  const sentence = (amount: string) => `<p>You have ${amount} left.</p>`;
  const balance = showBalance(
    `<div style="font: 16px/1.2 serif; width: 600px">${sentence(`<bursar-balance currency="UNIT"></bursar-balance>`)}${sentence("70")}</div>`,
  );
  const heights = () => [...document.querySelectorAll("p")].map(({ offsetHeight }) => offsetHeight);
  await expect.poll(() => balance.isLoading).toBe(true);
  expect(heights()).toEqual([19, 19]);
  wearHostileTheme();
  expect(heights()).toEqual([48, 48]);
  release();
  await expect.poll(() => balance.amount).toBe("70 UNIT");
  expect(heights()).toEqual([48, 48]);
  const { offsetWidth } = balance.element;
  document.adoptedStyleSheets = [];
  expect(heights()).toEqual([19, 19]);
  expect(balance.element.offsetWidth).toBe(offsetWidth);
});

test("a screen reader hears the amount in its sentence, and what stands in for it", async () => {
  api.wallet("UNIT", 70);
  const balance = showBalance("<p>You have <bursar-balance></bursar-balance> left.</p>");
  const paragraph = page.getByRole("paragraph");
  await expect.poll(() => balance.amount).toBe("70 UNIT");
  await expect.element(paragraph).toMatchAriaInlineSnapshot(`- paragraph: You have 70 UNIT left.`);

  api.hold("GET", "/v1/me/events");
  api.refuse("GET", "/v1/me/wallets/EGP", "currency.not_found", { currency: "EGP" });
  balance.element.currency = "EGP";
  await expect.poll(() => balance.canRetry).toBe(true);
  await expect.element(paragraph).toMatchAriaInlineSnapshot(`
    - paragraph:
      - text: You have –
      - button "Try again"
      - text: left.
  `);

  signOut();
  await expect.poll(() => balance.canRetry).toBe(false);
  await expect
    .element(paragraph)
    .toMatchAriaInlineSnapshot(`- paragraph: You have – Sign in to see your balance left.`);
});

describeForm((form) => {
  test("reads well for everybody in each state", async () => {
    form.apply();
    const empty = showBalance("<bursar-balance></bursar-balance>");
    await expect.poll(() => empty.element.renderRoot.querySelector("[name=empty]")).not.toBeNull();
    await expectAccessible();

    const release = api.wallet("UNIT", 1234).hold("GET", "/v1/me/wallets/UNIT");
    const balance = showBalance();
    await expect.poll(() => balance.isLoading).toBe(true);
    await expectAccessible();
    release();
    await expect.poll(() => balance.amount).toMatch(/UNIT/);
    await expectAccessible();

    api.refuse("GET", "/v1/me/wallets/EGP", "currency.not_found", { currency: "EGP" });
    balance.element.currency = "EGP";
    await expect.poll(() => balance.canRetry).toBe(true);
    await expectAccessible();

    signOut();
    await expect.poll(() => balance.element.renderRoot.querySelector("[name=signed-out]")).not.toBeNull();
    await expectAccessible();
  });
});
