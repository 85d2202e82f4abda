import { afterEach, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { describeForm, expectAccessible } from "../testing/accessibility.ts";
import { api, show, signOut, wearHostileTheme } from "../testing/page.ts";
import "./define.ts";
import { ReceiptHarness } from "./harness.ts";

const missing = "txn_01jd3f6q8reg5tm2y0v9k4wxab";
const pathOf = (id: string) => `/v1/me/transactions/${id}/receipt`;

const showReceipt = (id: string, inside = "") =>
  new ReceiptHarness(show("bursar-receipt", `<bursar-receipt transaction="${id}">${inside}</bursar-receipt>`));

/** A payment of which a part was given back. */
function purchase() {
  api.wallet("UNIT", 120);
  const line = api.transaction("UNIT", -50, {
    status: "partially_reversed",
    reference: "enr_01jd3f6q8reg5tm2y0v9k4wxab",
    description: "DOT HAZMAT",
    actor: "user:amina",
  });
  api.transaction("UNIT", 20, { type: "reversal", about: line.id, reason: "Two lessons fell out" });
  api.receipt(line.id, {
    userName: "Amina",
    offering: { id: "dot-hazmat", title: "DOT HAZMAT" },
    parts: [
      { funding: "promotional", amount: -30 },
      { funding: "paid", amount: -20 },
    ],
  });
  return line;
}

/** What is printed, and with which title. */
function watchPrinter(): { title: string; text: string; html: string; styled: number }[] {
  const printed: { title: string; text: string; html: string; styled: number }[] = [];
  const append = ShadowRoot.prototype.append;
  vi.spyOn(ShadowRoot.prototype, "append").mockImplementation(function (this: ShadowRoot, ...nodes) {
    append.apply(this, nodes);
    for (const frame of nodes.filter((node) => node instanceof HTMLIFrameElement)) {
      const view = frame.contentWindow as Window;
      view.print = () => {
        const { title, body, documentElement, adoptedStyleSheets } = view.document;
        printed.push({
          title,
          // biome-ignore lint/performance/useDomNodeTextContent: only what is laid out is printed
          text: body.innerText,
          html: documentElement.outerHTML,
          styled: adoptedStyleSheets.length,
        });
        view.dispatchEvent(new Event("afterprint"));
      };
    }
  });
  return printed;
}

/** What is saved, and under which name. */
function watchDownloads(): { name: string; blob: Blob }[] {
  const saved: { name: string; blob: Blob }[] = [];
  const made: Blob[] = [];
  const create = URL.createObjectURL;
  vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => {
    made.push(blob as Blob);
    return create(blob);
  });
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
    saved.push({ name: this.download, blob: made.at(-1) as Blob });
  });
  return saved;
}

afterEach(() => vi.restoreAllMocks());

test("says what was paid for, by whom, out of what, and what was left and given back", async () => {
  const { id } = purchase();
  const receipt = showReceipt(id);
  await expect.poll(() => receipt.amount).toBe("50 UNIT");
  expect(receipt.facts).toEqual([
    `Number ${id}`,
    expect.stringMatching(/^Date Nov 20, 2026/),
    "For DOT HAZMAT",
    "Account Amina (amina)",
    "Done by Amina (amina)",
    "Of it promotional 30 UNIT",
    "Of it paid 20 UNIT",
    "Balance after it 70 UNIT",
  ]);
  expect(receipt.reversals).toEqual([expect.stringMatching(/^Nov 20, 2026.* 20 UNIT Two lessons fell out txn_/)]);
  await expect.element(page.getByText("Not given back: 30 UNIT")).toBeVisible();
  await expect.element(page.getByText("Partly reversed")).toBeVisible();
});

test.for([
  ["top_up", 30, { reason: "Bank transfer" }, "Reason Bank transfer"],
  ["deposit", 30, { reference: "INV-7" }, "Reference INV-7"],
  ["adjustment", -5, { reason: "goodwill" }, "Reason Goodwill"],
  ["adjustment", -5, { actor: "user:salma" }, "Done by salma"],
  ["grant", 5, { actor: "job:welcome" }, "Done by Nile Academy"],
  ["reversal", 5, { reason: "cancelled" }, "Reason Cancelled"],
  ["reversal", 5, { about: missing }, `Gives back ${missing}`],
  ["settlement", 5, { about: missing }, `Belongs to ${missing}`],
  ["spend", -5, { status: "pending", pendingUntil: "2026-12-24T09:30:00.000Z" }, /^Pending until Dec 24, 2026/],
] as const)("a %s of %i with %j says so", async ([type, amount, fields, fact]) => {
  api.wallet("UNIT", 100);
  const { id } = api.transaction("UNIT", amount, { type, ...fields });
  const receipt = showReceipt(id);
  await expect.poll(() => receipt.facts).toContainEqual(typeof fact === "string" ? fact : expect.stringMatching(fact));
});

test("who has no name but the id is named once", async () => {
  const { id } = purchase();
  api.receipt(id, { userName: "amina" });
  const receipt = showReceipt(id);
  await expect.poll(() => receipt.facts).toEqual(expect.arrayContaining(["Account amina", "Done by amina"]));
});

test("what is given back while it is shown appears on it", async () => {
  const { id } = purchase();
  const receipt = showReceipt(id);
  await expect.poll(() => [receipt.reversals.length, api.listeners]).toEqual([1, 1]);
  api.post("UNIT", 10, { type: "reversal", about: id });
  await expect.poll(() => receipt.reversals.length).toBe(2);
});

test("one that is not there, and what is no id at all, are told to be missing, in the host's words if it has any", async () => {
  const receipt = showReceipt(missing);
  await expect.poll(() => [receipt.state, receipt.message]).toEqual(["missing", "There is no such receipt"]);
  const none = showReceipt("");
  await expect.poll(() => none.state).toBe("missing");
  // It is asked again once the live stream is there.
  for (let asked = 0; asked < 2; asked++) api.refuse("GET", pathOf("nonsense"), "request.invalid", {});
  const nonsense = showReceipt("nonsense", `<p slot="missing">Ask the office</p>`);
  await expect.poll(() => api.received("GET", pathOf("nonsense")).length).toBe(2);
  await expect.poll(() => nonsense.element.querySelector("p")?.checkVisibility()).toBe(true);
});

test("follows its attribute", async () => {
  api.wallet("UNIT", 0);
  const [first, second] = [api.transaction("UNIT", 5), api.transaction("UNIT", 7)];
  const receipt = showReceipt(first.id);
  await expect.poll(() => receipt.amount).toBe("5 UNIT");
  receipt.element.transaction = second.id;
  await expect.poll(() => receipt.amount).toBe("7 UNIT");
});

test("an error leaves a way to try again", async () => {
  api.hold("GET", "/v1/me/events");
  const { id } = purchase();
  api.refuse("GET", pathOf(id), "auth.forbidden", { needs: "role learner" });
  const receipt = showReceipt(id);
  await expect.poll(() => receipt.state).toBe("error");
  receipt.retry();
  await expect.poll(() => receipt.amount).toBe("50 UNIT");
});

test("when somebody else signs in, nothing of the first person is left", async () => {
  const receipt = showReceipt(purchase().id);
  await expect.poll(() => receipt.state).toBe("ready");
  signOut();
  await expect.poll(() => [receipt.state, receipt.message]).toEqual(["signed-out", "Sign in to see this receipt"]);
  expect(receipt.facts).toEqual([]);
});

test("prints the receipt alone, whatever the theme does to frames, and leaves nothing behind", async () => {
  wearHostileTheme();
  document.adoptedStyleSheets[0]?.insertRule("iframe { display: none !important }");
  const { id } = purchase();
  const receipt = showReceipt(id);
  document.body.append("What else is on the page");
  await expect.poll(() => receipt.state).toBe("ready");
  const printed = watchPrinter();
  receipt.print();
  await expect.poll(() => printed.length).toBe(1);
  expect(printed[0]).toMatchObject({ title: `Receipt ${id}`, styled: 1 });
  expect(printed[0]?.text).toMatch(
    /Nile Academy\s+Receipt: Enrollment\s+50 UNIT[\s\S]+Amina[\s\S]+Given back[\s\S]+Not given back: .?30 UNIT/,
  );
  expect(printed[0]?.text).not.toContain("What else is on the page");
  await expect.poll(() => receipt.element.renderRoot.querySelector("iframe")).toBeNull();
});

test("saves a file that needs nothing else, runs nothing, and in which a name is but a name", async () => {
  const { id } = purchase();
  const evil = `<img src=x onerror="alert(1)"><script>alert(2)</script>`;
  api.receipt(id, { issuer: evil, userName: `"'>${evil}`, offering: { id: "x", title: evil } });
  const receipt = showReceipt(id);
  await expect.poll(() => receipt.state).toBe("ready");
  const saved = watchDownloads();
  receipt.download();
  await expect.poll(() => saved.length).toBe(1);
  expect(saved[0]?.name).toBe(`receipt-${id}.html`);
  expect(receipt.announcement).toBe("The receipt is saved");
  const html = await saved[0]?.blob.text();
  const file = new DOMParser().parseFromString(html ?? "", "text/html");
  expect(file.compatMode).toBe("CSS1Compat");
  expect(file.querySelectorAll("script, img, link, [src], [href], [onerror]")).toHaveLength(0);
  expect(file.body.textContent).toContain(evil);
  expect(file.querySelector("meta[http-equiv]")?.getAttribute("content")).toContain("default-src 'none'");
  expect([file.documentElement.lang, file.documentElement.dir]).toEqual(["en", "ltr"]);
});

test("speaks the language around it, on paper and in the file, too", async () => {
  const { id } = purchase();
  const receipt = new ReceiptHarness(
    show(
      "bursar-receipt",
      `<section lang="ar-EG" dir="rtl"><bursar-receipt transaction="${id}"></bursar-receipt></section>`,
    ),
  );
  await expect.poll(() => receipt.facts.join()).toMatch(/الرقم txn_.*٣٠/);
  const [printed, saved] = [watchPrinter(), watchDownloads()];
  receipt.print();
  receipt.download();
  await expect.poll(() => [printed.length, saved.length]).toEqual([1, 1]);
  for (const html of [printed[0]?.html, await saved[0]?.blob.text()]) {
    expect(html).toContain(`lang="ar-EG"`);
    expect(html).toContain(`dir="rtl"`);
    expect(html).toContain("إيصال: تسجيل");
  }
});

test("can be used with the keyboard alone", async () => {
  const { id } = purchase();
  const receipt = showReceipt(id);
  await expect.poll(() => receipt.state).toBe("ready");
  const [printed, saved] = [watchPrinter(), watchDownloads()];
  await userEvent.keyboard("{Tab}{Enter}");
  await expect.poll(() => saved.length).toBe(1);
  await userEvent.keyboard("{Tab} ");
  await expect.poll(() => printed.length).toBe(1);
  // Whoever pressed it stands where they were.
  await expect.poll(() => receipt.element.shadowRoot?.activeElement?.getAttribute("part")).toBe("print");
  expect(receipt.element.renderRoot.querySelector("iframe")).toBeNull();
});

test("a screen reader hears the facts with their terms", async () => {
  const { id } = purchase();
  const receipt = showReceipt(id);
  await expect.poll(() => receipt.state).toBe("ready");
  await expect.element(page.elementLocator(receipt.element)).toMatchAriaInlineSnapshot(`
    - region "Receipt: Enrollment":
      - text: Nile Academy Partly reversed Enrollment 50 UNIT
      - term: Number
      - definition: txn_01jd3f6q8reg5tm2y0v9k40001
      - term: Date
      - definition: Nov 20, 2026, 9:31 AM
      - term: For
      - definition: DOT HAZMAT
      - term: Account
      - definition: ⁨Amina⁩ (⁨amina⁩)
      - term: Done by
      - definition: ⁨Amina⁩ (⁨amina⁩)
      - term: Of it promotional
      - definition: 30 UNIT
      - term: Of it paid
      - definition: 20 UNIT
      - term: Balance after it
      - definition: 70 UNIT
      - text: Given back
      - list "Given back":
        - listitem: Nov 20, 2026, 9:32 AM 20 UNIT Two lessons fell out txn_01jd3f6q8reg5tm2y0v9k40002
      - text: "Not given back: 30 UNIT"
      - status
      - button "Save as a file"
      - button "Print"
  `);
});

describeForm((form) => {
  test("reads well for everybody in each state", async () => {
    form.apply();
    const { id } = purchase();
    const release = api.hold("GET", pathOf(id));
    const receipt = showReceipt(id);
    await expect.poll(() => receipt.state).toBe("loading");
    await expectAccessible();
    release();
    await expect.poll(() => receipt.state).toBe("ready");
    await expectAccessible();

    receipt.element.transaction = api.transaction("UNIT", 300, { reason: "Bank transfer", reference: "INV-7" }).id;
    await expect.poll(() => receipt.reversals.length).toBe(0);
    await expectAccessible();

    receipt.element.transaction = missing;
    await expect.poll(() => receipt.state).toBe("missing");
    await expectAccessible();

    const other = api.transaction("UNIT", 1).id;
    api.refuse("GET", pathOf(other), "auth.forbidden", { needs: "role learner" });
    receipt.element.transaction = other;
    await expect.poll(() => receipt.state).toBe("error");
    await expectAccessible();

    signOut();
    await expect.poll(() => receipt.state).toBe("signed-out");
    await expectAccessible();
  });
});
