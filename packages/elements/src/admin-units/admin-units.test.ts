import { afterEach, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { describeForm, expectAccessible } from "../testing/accessibility.ts";
import { api, show, signIn, signOut, wearHostileTheme } from "../testing/page.ts";
import "./define.ts";
import { AdminUnitsHarness } from "./harness.ts";

const topUps = () => api.received("POST", "/v1/users/42/wallets/UNIT/top-ups");

/** An academy with three users, two of them called Amina. */
function academy(): void {
  api.isAdmin = true;
  api
    .person(
      "42",
      { name: "Amina Hassan", email: "amina@example.com" },
      { EGP: { digits: 2, balance: 0 }, UNIT: { digits: 0, balance: 70 } },
    )
    .person("43", { name: "Amina Saleh" }, { EGP: { digits: 2, balance: 12_350 }, UNIT: { digits: 0, balance: 0 } })
    .person("omar@example.com", {}, { EGP: { digits: 2, balance: 0 }, UNIT: { digits: 0, balance: 5 } });
}

async function showAcademy(
  html = `<bursar-admin-units currency="UNIT"></bursar-admin-units>`,
): Promise<AdminUnitsHarness> {
  academy();
  const units = new AdminUnitsHarness(show("bursar-admin-units", html));
  await expect.poll(() => units.state).toBe("ready");
  return units;
}

/** In front of Amina Hassan's wallets, with the focus on the amount. */
async function showAmina(): Promise<AdminUnitsHarness> {
  const units = await showAcademy();
  await page.getByText("Amina Hassan").click();
  await expect.poll(() => units.state).toBe("open");
  await expect.poll(() => focused(units)).toBe("Amount UNIT");
  return units;
}

/** What the focused control is called. */
function focused({ element }: AdminUnitsHarness): string | undefined {
  const control = element.shadowRoot?.activeElement as HTMLInputElement | null | undefined;
  const label = control?.labels?.[0]?.querySelector(".label") ?? control?.labels?.[0] ?? control;
  return label?.textContent?.replaceAll(/\s+/g, " ").trim();
}

afterEach(() => vi.restoreAllMocks());

test("shows the first users with their balances", async () => {
  const units = await showAcademy();
  expect(units.users).toEqual([
    "amina",
    "Amina Hassan amina@example.com · 42 70 UNIT",
    "Amina Saleh 43 EGP 123.50",
    "omar@example.com 5 UNIT",
  ]);
});

test("finds users by id, name or email, and asks once for what was typed in one go", async () => {
  const units = await showAcademy();
  const asked = () => api.received("GET", "/v1/users").length;
  const before = asked();
  await userEvent.type(page.getByRole("combobox"), "saleh");
  await expect.poll(() => units.users).toEqual(["Amina Saleh 43 EGP 123.50"]);
  expect(asked()).toBe(before + 1);
  await userEvent.fill(page.getByRole("combobox"), "omar@");
  await expect.poll(() => units.users).toEqual(["omar@example.com 5 UNIT"]);
  await userEvent.fill(page.getByRole("combobox"), "nobody");
  await expect.element(page.getByText("Nobody found")).toBeVisible();
  expect(units.users).toEqual([]);
});

test("a clerk's whole day needs no mouse: search, arrow, Enter, amount, Enter, Enter, and the search again", async () => {
  const units = await showAcademy();
  units.element.focus();
  await userEvent.keyboard("amina");
  await expect.element(page.getByText("3 users found")).toBeVisible();
  await userEvent.keyboard("{ArrowDown}{ArrowDown}{Enter}");
  await expect.poll(() => focused(units)).toBe("Amount UNIT");
  await userEvent.keyboard("50{Enter}");
  expect(focused(units)).toBe("Note");
  await userEvent.keyboard("Transfer 7{Enter}");
  await expect.poll(() => focused(units)).toBe("Top up");
  expect(units.question).toMatch(
    /^Top up User Amina Hassan amina@example.com · 42 Amount 50 UNIT Balance afterwards 120 UNIT Note Transfer 7/,
  );
  await expect.element(page.getByRole("dialog")).toHaveAccessibleDescription(/Amina Hassan.*50 UNIT.*120 UNIT/);
  expect(topUps()).toEqual([]);
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => units.outcome).toBe("Topped up: Amina Hassan · 50 UNIT · Balance 120 UNIT");
  expect(topUps()).toMatchObject([{ body: { amount: 50, reason: "Transfer 7" } }]);
  await expect.poll(() => focused(units)).toBe("Find a user by name, email or id");
  await expect.poll(() => units.balances).toEqual(["EGP 0", "120 UNIT"]);
  await expect.poll(() => units.lines[0]).toMatch(/^Top-up .* Transfer 7 .*\+50 UNIT/);

  // The search is selected, so the next one begins by typing; the note stays.
  await userEvent.keyboard("saleh");
  await expect.poll(() => units.users.length).toBe(1);
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => focused(units)).toBe("Amount UNIT");
  await userEvent.keyboard("5{Enter}");
  await expect.poll(() => units.question).toMatch(/Amina Saleh.*5 UNIT.*Transfer 7/);
});

test("Enter opens nobody who was not chosen", async () => {
  const units = await showAcademy();
  units.element.focus();
  await userEvent.keyboard("amina{Enter}");
  await expect.element(page.getByText("3 users found")).toBeVisible();
  expect(units.state).toBe("ready");
});

test("Enter opens nobody who was found by what was typed before", async () => {
  const units = await showAcademy();
  units.element.focus();
  await userEvent.keyboard("saleh");
  await expect.poll(() => units.users.length).toBe(1);
  const release = api.hold("GET", "/v1/users");
  await userEvent.fill(page.getByRole("combobox"), "hassan");
  await userEvent.keyboard("{Enter}");
  await units.element.updateComplete;
  expect(units.state).toBe("ready");
  release();
  await expect.poll(() => units.users).toEqual([expect.stringMatching("Amina Hassan")]);
});

test("the arrow keys go round, and the reader is told where they are", async () => {
  const units = await showAcademy();
  const input = page.getByRole("combobox");
  units.element.focus();
  await userEvent.keyboard("{ArrowUp}");
  await expect.element(input).toHaveAttribute("aria-activedescendant", "user-3");
  await userEvent.keyboard("{ArrowDown}");
  await expect.element(input).toHaveAttribute("aria-activedescendant", "user-0");
  await expect.element(page.getByRole("option", { selected: true })).toHaveTextContent("amina");
});

test.for([
  ["an amount that is none", "5,5", "Enter an amount such as 13", "Amount UNIT"],
  ["an amount finer than the currency", "5.5", "Enter an amount such as 13", "Amount UNIT"],
  ["no note", "50", "Say what it is for", "Note"],
] as const)("%s goes no further, and the focus is where it can be put right", async ([_, amount, flaw, field]) => {
  const units = await showAmina();
  await userEvent.keyboard(`${amount}{Enter}`);
  await expect.element(page.getByText(flaw)).toBeVisible();
  expect([focused(units), units.question]).toEqual([field, ""]);
});

test("an amount may be typed as the language writes it", async () => {
  const units = await showAcademy(
    `<section lang="ar-EG" dir="rtl"><bursar-admin-units currency="EGP"></bursar-admin-units></section>`,
  );
  await page.getByText("Amina Hassan").click();
  await expect.poll(() => focused(units)).toBe("المبلغ EGP");
  await userEvent.keyboard("١٬٢٣٤٫٥{Enter}");
  await userEvent.keyboard("حوالة{Enter}");
  await expect.poll(() => units.question).toMatch(/١٬٢٣٤٫٥٠/);
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => units.outcome).toMatch(/^تم الشحن/);
  expect(api.received("POST", "/v1/users/42/wallets/EGP/top-ups")).toMatchObject([{ body: { amount: 123_450 } }]);
});

async function askForTopUp(): Promise<AdminUnitsHarness> {
  const units = await showAmina();
  await userEvent.keyboard("50{Enter}Cash{Enter}");
  await expect.poll(() => focused(units)).toBe("Top up");
  return units;
}

test("whoever cancels has moved nothing, and stands where they stood", async () => {
  const units = await askForTopUp();
  await userEvent.keyboard("{Escape}");
  await expect.poll(() => units.question).toBe("");
  expect(focused(units)).toBe("Note");
  expect(topUps()).toEqual([]);
});

test("an Enter that is held from the field before does not confirm", async () => {
  const units = await askForTopUp();
  const button = units.element.shadowRoot?.activeElement as HTMLElement;
  const held = new KeyboardEvent("keydown", { key: "Enter", repeat: true, bubbles: true, cancelable: true });
  expect(button.dispatchEvent(held)).toBe(false);
});

test("confirmed twice, it is one request, and nobody leaves before the answer", async () => {
  const units = await askForTopUp();
  const release = api.hold("POST", "/v1/users/42/wallets/UNIT/top-ups");
  await userEvent.keyboard("{Enter}{Enter}{Escape}{Escape}");
  await expect
    .element(page.getByRole("button", { name: "Top up", exact: true }).last())
    .toHaveAttribute("aria-busy", "true");
  expect(units.question).toMatch(/Amina Hassan/);
  release();
  await expect.poll(() => units.outcome).toMatch(/^Topped up/);
  expect(topUps()).toHaveLength(1);
});

test("after an answer that never came, trying again uses the same idempotency key", async () => {
  const units = await askForTopUp();
  for (let attempt = 0; attempt < 3; attempt++) api.lose("POST", "/v1/users/42/wallets/UNIT/top-ups");
  await userEvent.keyboard("{Enter}");
  await vi.waitFor(() => expect(units.question).toMatch("No answer came. Try again: it is done once"), 10_000);
  const { length } = topUps();
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => units.outcome).toMatch(/^Topped up/);
  expect(topUps()).toHaveLength(length + 1);
  expect(new Set(topUps().map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
});

test("a refusal says why, and that nothing has changed", async () => {
  const units = await askForTopUp();
  const failed = vi.fn();
  document.addEventListener("bursar-error", failed, { once: true });
  api.refuse("POST", "/v1/users/42/wallets/UNIT/top-ups", "wallet.blocked", { currency: "UNIT" });
  await userEvent.keyboard("{Enter}");
  await expect
    .element(page.getByRole("alert"))
    .toHaveTextContent("Blocked until an operator has looked. Nothing has changed");
  expect(failed.mock.lastCall?.[0]).toMatchObject({ code: "wallet.blocked" });
  expect(units.outcome).toBe("");
});

test("the host hears of it before, and may keep it from happening, and after", async () => {
  const units = await askForTopUp();
  const before = vi.fn((event: Event) => event.preventDefault());
  const after = vi.fn();
  document.addEventListener("bursar-admin-action", before, { once: true });
  document.addEventListener("bursar-admin-done", after, { once: true });
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => units.question).toBe("");
  const action = { type: "topUp", user: "42", currency: "UNIT", amount: 50, reason: "Cash" };
  expect(before.mock.lastCall?.[0]).toMatchObject({ action, bubbles: true, composed: true });
  expect(topUps()).toEqual([]);

  await page.getByRole("button", { name: "Top up", exact: true }).click();
  await page.getByRole("button", { name: "Top up", exact: true }).last().click();
  await expect.poll(() => units.outcome).toMatch(/^Topped up/);
  expect(after.mock.lastCall?.[0]).toMatchObject({ action, transaction: { amount: 50, balanceAfter: 120 } });
});

test("reverses a transaction, in whole or in part, with a reason", async () => {
  const units = await showAmina();
  await userEvent.keyboard("50{Enter}Cash{Enter}");
  await expect.poll(() => focused(units)).toBe("Top up");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => units.lines.length).toBe(1);

  await page.getByRole("button", { name: "Reverse: Top-up 50 UNIT" }).click();
  await expect.poll(() => focused(units)).toBe("Reason");
  expect(units.question).toMatch(
    /^Reverse User Amina Hassan .* Transaction Top-up · .* Amount 50 UNIT Balance afterwards 70 UNIT/,
  );
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByText("Say what it is for")).toBeVisible();
  await userEvent.keyboard("Wrong person");
  await userEvent.fill(page.getByRole("dialog").getByRole("textbox", { name: /Amount/ }), "80");
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByRole("alert")).toHaveTextContent("Only 50 UNIT of it is left to reverse");
  await userEvent.fill(page.getByRole("dialog").getByRole("textbox", { name: /Amount/ }), "20");
  await expect.poll(() => units.question).toMatch(/Amount 20 UNIT Balance afterwards 100 UNIT/);
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => units.outcome).toBe("Reversed: Amina Hassan · 20 UNIT · Balance 100 UNIT");
  await expect
    .poll(() => units.lines)
    .toEqual([
      expect.stringMatching(/^Taken back .*Wrong person .*-20 UNIT/),
      expect.stringMatching(/^Top-up Partly reversed/),
    ]);
  // A reversal is final.
  expect(page.getByRole("button", { name: /^Reverse/ }).elements()).toHaveLength(1);
});

test("freezes a wallet with a reason, and unfreezes it", async () => {
  const units = await showAmina();
  await page.getByRole("button", { name: "Freeze" }).click();
  await expect.poll(() => focused(units)).toBe("Reason");
  expect(units.question).toMatch(/^Freeze User Amina Hassan .* Wallet 70 UNIT/);
  await userEvent.keyboard("Dispute{Enter}");
  await expect.poll(() => units.outcome).toBe("Frozen: Amina Hassan · UNIT");
  await expect.poll(() => units.balances).toEqual(["EGP 0", "70 UNIT"]);
  await expect.element(page.getByText("Frozen: Dispute")).toBeVisible();

  await page.getByRole("button", { name: "Unfreeze" }).click();
  await expect.poll(() => focused(units)).toBe("Unfreeze");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => units.outcome).toBe("Unfrozen: Amina Hassan · UNIT");
  await expect.element(page.getByRole("button", { name: "Freeze" })).toBeVisible();
});

test("the chosen wallet is the one that is topped up, and whose transactions are shown", async () => {
  const units = await showAmina();
  await page.getByRole("radio", { name: "EGP 0" }).click();
  await userEvent.fill(page.getByRole("textbox", { name: /Amount/ }), "12.50");
  await userEvent.fill(page.getByLabelText("Note"), "Cash");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => units.question).toMatch(/EGP 12\.50/);
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => units.lines[0]).toMatch(/\+EGP 12\.50/);
});

test("typing on, or Escape's button, leaves the user", async () => {
  const units = await showAmina();
  await page.getByRole("button", { name: "Back to the search" }).click();
  await expect.poll(() => units.state).toBe("ready");
  expect(focused(units)).toBe("Find a user by name, email or id");
  await userEvent.keyboard("{ArrowDown}{Enter}");
  await expect.poll(() => units.state).toBe("open");
  await userEvent.type(page.getByRole("combobox"), "s");
  await expect.poll(() => units.state).toBe("ready");
});

test("who is no admin reads a calm line, and no error is told", async () => {
  const failed = vi.fn();
  document.addEventListener("bursar-error", failed);
  const units = new AdminUnitsHarness(show("bursar-admin-units", "<bursar-admin-units></bursar-admin-units>"));
  await expect.poll(() => units.state).toBe("forbidden");
  expect(units.message).toBe("For administrators only");
  expect(failed).not.toHaveBeenCalled();
  document.removeEventListener("bursar-error", failed);
});

test("when somebody else signs in, nothing of what the admin saw is left", async () => {
  const units = await askForTopUp();
  api.isAdmin = false;
  signOut();
  await expect.poll(() => units.state).toBe("signed-out");
  expect(units.element.renderRoot.textContent).not.toContain("Amina");
});

test("when another admin signs in, what the first one saw is gone before anything new is known", async () => {
  const units = await askForTopUp();
  await expect.poll(() => api.listeners).toBe(1);
  // Once for the new admin, and once when the stream is open.
  api.hold("GET", "/v1/users");
  api.hold("GET", "/v1/users");
  signIn();
  await expect.poll(() => units.state).toBe("loading");
  expect(units.element.renderRoot.textContent).not.toContain("Amina");
  await expect.poll(() => [api.listeners, api.received("GET", "/v1/users").length]).toEqual([1, 4]);
});

test("an error leaves a way to try again", async () => {
  academy();
  api.hold("GET", "/v1/me/events");
  api.next("GET", "/v1/users", () => new Response("{}", { status: 400 }));
  const units = new AdminUnitsHarness(show("bursar-admin-units", "<bursar-admin-units></bursar-admin-units>"));
  await expect.poll(() => units.state).toBe("error");
  expect(units.message).toBe("This could not be loaded Try again");
  units.retry();
  await expect.poll(() => units.users.length).toBe(4);
});

test("tells that it is offline", async () => {
  academy();
  api.hold("GET", "/v1/me/events");
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  api.next("GET", "/v1/users", () => new Response("{}", { status: 400 }));
  const units = new AdminUnitsHarness(show("bursar-admin-units", "<bursar-admin-units></bursar-admin-units>"));
  await expect.poll(() => units.message).toMatch("You are offline");
});

test("takes the same room, the question too, whatever the theme says", async () => {
  const units = await askForTopUp();
  const room = () =>
    [".person", ".dialog"].map((part) => units.element.renderRoot.querySelector<HTMLElement>(part)?.offsetHeight);
  const before = room();
  wearHostileTheme();
  expect(room()).toEqual(before);
});

test("a screen reader hears a search with its list, the user, and the question", async () => {
  const units = await showAcademy();
  await expect.element(page.elementLocator(units.element)).toMatchAriaInlineSnapshot(`
    - text: Find a user by name, email or id
    - combobox "Find a user by name, email or id" [expanded]
    - status
    - status: 4 users found
    - listbox "Users":
      - option "amina"
      - option "Amina Hassan amina@example.com · 42 70 UNIT"
      - option "Amina Saleh 43 EGP 123.50"
      - option "omar@example.com 5 UNIT"
  `);
  await page.getByText("Amina Hassan").click();
  await expect.element(page.getByText("No transactions yet")).toBeVisible();
  await expect.element(page.elementLocator(units.element)).toMatchAriaInlineSnapshot(`
    - text: Find a user by name, email or id
    - combobox "Find a user by name, email or id"
    - status
    - region "Amina Hassan":
      - text: Amina Hassan amina@example.com · 42
      - button "Back to the search"
      - group "Wallet":
        - text: Wallet
        - radio "EGP 0"
        - text: EGP 0
        - radio "70 UNIT" [checked]
        - text: 70 UNIT
      - text: Amount UNIT
      - textbox "Amount UNIT"
      - text: Note
      - textbox "Note"
      - text: The user can read it
      - button "Top up"
      - button "Freeze"
      - paragraph: No transactions yet
  `);
  await userEvent.keyboard("50{Enter}Cash{Enter}");
  await expect.poll(() => focused(units)).toBe("Top up");
  await expect.element(page.getByRole("dialog")).toMatchAriaInlineSnapshot(`
    - dialog "Top up":
      - strong: Top up
      - term: User
      - definition: Amina Hassan amina@example.com · 42
      - term: Amount
      - definition: 50 UNIT
      - term: Balance afterwards
      - definition: 120 UNIT
      - term: Note
      - definition: Cash
      - alert
      - button "Top up"
      - button "Cancel"
  `);
});

describeForm((form) => {
  test("reads well for everybody in each state", async () => {
    form.apply();
    academy();
    const release = api.hold("GET", "/v1/users");
    const units = new AdminUnitsHarness(
      show("bursar-admin-units", `<bursar-admin-units currency="UNIT"></bursar-admin-units>`),
    );
    await expect.poll(() => units.state).toBe("loading");
    await expectAccessible();
    release();
    await expect.poll(() => units.state).toBe("ready");
    units.element.focus();
    await userEvent.keyboard("{ArrowDown}{ArrowDown}");
    await expectAccessible();

    await userEvent.keyboard("{Enter}");
    await expect.poll(() => units.state).toBe("open");
    await expectAccessible();
    await userEvent.keyboard("x{Enter}");
    await expectAccessible();
    await userEvent.keyboard("{Backspace}50{Enter}Cash{Enter}");
    await expect.poll(() => units.question).not.toBe("");
    await expectAccessible();

    const path = "/v1/users/42/wallets/UNIT/top-ups";
    api.refuse("POST", path, "wallet.blocked", { currency: "UNIT" });
    await userEvent.keyboard("{Enter}");
    await expect.element(page.getByRole("alert")).not.toBeEmptyDOMElement();
    await expectAccessible();
    const answer = api.hold("POST", path);
    await userEvent.keyboard("{Enter}");
    await expect.poll(() => units.element.renderRoot.querySelector("#confirm")?.ariaBusy).toBe("true");
    await expectAccessible();
    answer();
    await expect.poll(() => units.outcome).not.toBe("");
    await expect.poll(() => units.lines.length).toBe(1);
    await expectAccessible();

    units.element.renderRoot.querySelector<HTMLElement>(".small")?.click();
    await expect.poll(() => units.question).not.toBe("");
    await expectAccessible();
    await userEvent.keyboard("{Escape}");

    const freeze = () => units.element.renderRoot.querySelector<HTMLElement>(".acts .outline")?.click();
    freeze();
    await expect.poll(() => units.question).not.toBe("");
    await expectAccessible();
    await userEvent.keyboard("Dispute{Enter}");
    await expect.element(page.getByText("Dispute")).toBeVisible();
    await expectAccessible();
    freeze();
    await expect.poll(() => units.question).not.toBe("");
    await expectAccessible();
    await userEvent.keyboard("{Escape}");

    const searches = () => api.received("GET", "/v1/users").length;
    const asked = searches();
    await userEvent.fill(page.getByRole("combobox"), "nobody");
    await expect.poll(() => [searches() > asked, units.state, units.users]).toEqual([true, "ready", []]);
    await expectAccessible();

    // When the stream opens, all is asked for again.
    await expect.poll(() => api.listeners).toBe(1);
    api.next("GET", "/v1/users", () => new Response("{}", { status: 400 }));
    await userEvent.fill(page.getByRole("combobox"), "broken");
    await expect.poll(() => units.state).toBe("error");
    await expectAccessible();

    api.isAdmin = false;
    signIn();
    await expect.poll(() => units.state).toBe("forbidden");
    await expectAccessible();

    signOut();
    await expect.poll(() => units.state).toBe("signed-out");
    await expectAccessible();
  });
});
