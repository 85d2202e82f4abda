import { describe, expect, it } from "vitest";
import { type Academy, useAcademies } from "./testing/academies.ts";
import type { Hands, Tab } from "./testing/tab.ts";
import type { Language } from "./words.ts";

// What people do at the academy, once in each language and with each hand. All of it is in the flows below; the wording
// that they expect is written out here, so that a word which nobody translated is seen.
const wordings = {
  en: {
    number: "en",
    enroll: "Enroll",
    open: "Open",
    short: "You have 30, it takes 50: get 20 more",
    askOffice: "Ask the office",
    welcomeCredit: "Welcome credit",
    leaves: "Leaves you 0 UNIT",
    gateOpened: "It is open to you now",
    enrolled: (left: string) => `You are enrolled. ${left} left`,
    includedIn: (title: string) => `Included in ${title}`,
    lesson: "The nine classes",
    found: "One user found",
    amount: "Amount UNIT",
    note: "Note",
    topUp: "Top up",
    cancel: "Cancel",
    toppedUp: "Topped up: Omar Nabil · 20 UNIT · Balance 50 UNIT",
    prices: "Prices",
    price: "UNIT price of Shipping dangerous goods",
    nextPrice: "UNIT price of First aid at work",
    saved: "Shipping dangerous goods: saved",
    changed: "The price is now 60 UNIT. Press again to enroll",
  },
  ar: {
    number: "ar-EG",
    enroll: "سجّل الآن",
    open: "افتح",
    short: "لديك ٣٠ والمطلوب ٥٠: أضف ٢٠ إلى رصيدك",
    askOffice: "اسأل المكتب",
    welcomeCredit: "رصيد ترحيبي",
    leaves: "يتبقى لك ٠ UNIT",
    gateOpened: "أصبح متاحًا لك الآن",
    enrolled: (left: string) => `تم تسجيلك. المتبقي ${left}`,
    includedIn: (title: string) => `ضمن ${title}`,
    lesson: "الفئات التسع",
    found: "وُجد مستخدم واحد",
    amount: "المبلغ UNIT",
    note: "ملاحظة",
    topUp: "شحن",
    cancel: "إلغاء",
    toppedUp: "تم الشحن: Omar Nabil، ٢٠ UNIT، الرصيد ٥٠ UNIT",
    prices: "الأسعار",
    price: "سعر Shipping dangerous goods بعملة UNIT",
    nextPrice: "سعر First aid at work بعملة UNIT",
    saved: "Shipping dangerous goods: تم الحفظ",
    changed: "أصبح السعر ٦٠ UNIT. اضغط مرة أخرى للتسجيل",
  },
} satisfies Record<Language, Record<string, unknown>>;

const variants: { language: Language; hands: Hands }[] = [
  { language: "en", hands: "mouse" },
  { language: "en", hands: "keyboard" },
  { language: "ar", hands: "mouse" },
  { language: "ar", hands: "keyboard" },
];

const openAcademy = useAcademies();

describe.each(variants)("in $language, by $hands", (variant) => {
  const text = wordings[variant.language];
  const number = (count: number) => new Intl.NumberFormat(text.number).format(count);
  const units = (count: number) => `${number(count)} UNIT`;
  const balance = ({ page }: Tab) => page.locator("header bursar-balance");
  const enrollButton = ({ page }: Tab) => page.locator('bursar-enroll-button[offering="dot-hazmat"]');

  const signIn = async ({ visit }: Academy, name: string) => (await visit()).signIn(name, variant);

  it("a learner with credit sees, in all tabs, the balance fall, the enrollment appear and the gate open", async () => {
    const academy = await openAcademy();
    const amina = await signIn(academy, "Amina");
    const course = await amina.open("/courses/dot-hazmat");
    const sameCourse = await amina.open("/courses/dot-hazmat");
    const catalog = await amina.open("/");
    const learning = await amina.open("/learning");
    for (const tab of [course, sameCourse, catalog, learning]) await tab.shows(balance(tab), units(70));
    expect(await course.page.getByRole("heading", { name: text.lesson }).count()).toBe(0);

    const gate = course.page.locator("bursar-enrollment-gate");
    await course.press(gate.getByRole("button", { name: text.enroll }));

    await course.page.getByRole("heading", { name: text.lesson }).waitFor();
    await sameCourse.page.getByRole("heading", { name: text.lesson }).waitFor();
    await enrollButton(catalog).getByRole("link", { name: text.open }).waitFor();
    await learning.page.locator("bursar-enrollments").getByText("Shipping dangerous goods").waitFor();
    await learning.page.locator("bursar-transactions").getByText("Shipping dangerous goods").waitFor();
    await learning.shows(learning.page.locator("bursar-wallet"), units(20));
    for (const tab of [course, sameCourse, catalog, learning]) await tab.shows(balance(tab), units(20));

    await course.hears(text.gateOpened);
    await course.standsOn(gate);
    const access = await academy.bursar.access.check({ user: "amina", offering: "dot-hazmat" });
    expect(access).toMatchObject({ allowed: true, source: "wallet" });
    expect(amina.faults).toEqual([]);
  });

  it("a learner without enough sees what is missing and where to get it, and pressing changes nothing", async () => {
    const academy = await openAcademy();
    const omar = await signIn(academy, "Omar");
    const tab = await omar.open("/");
    await tab.shows(enrollButton(tab), text.short);

    await tab.press(enrollButton(tab).getByRole("button", { name: text.enroll }));

    await tab.hears(text.short);
    await tab.standsOn(enrollButton(tab));
    await tab.reach(tab.page.getByRole("link", { name: text.askOffice }).first());
    const { page: learning } = await omar.open("/learning");
    for (const element of ["bursar-wallet", "bursar-transactions"])
      await learning.locator(element).getByText(text.welcomeCredit).waitFor();
    expect((await academy.bursar.wallets.retrieve({ user: "omar", currency: "UNIT" })).balance).toBe(30);
    expect((await academy.bursar.enrollments.list({ user: "omar" })).data).toEqual([]);
    expect(omar.faults).toEqual([]);
  });

  it("a member finds each course open and what comes with it included, and nothing more is charged", async () => {
    const academy = await openAcademy();
    await academy.bursar.wallets.topUp({ user: "amina", currency: "UNIT", amount: 80, reason: "Membership" });
    const amina = await signIn(academy, "Amina");
    const catalog = await amina.open("/");
    await catalog.shows(enrollButton(catalog), units(50));

    const membership = catalog.page.locator('bursar-enroll-button[offering="all-courses"]');
    await catalog.press(membership.getByRole("button", { name: text.enroll }));

    await catalog.hears(text.enrolled(units(30)));
    await catalog.shows(enrollButton(catalog), text.includedIn("Every course for a year"));
    await catalog.press(enrollButton(catalog).getByRole("link", { name: text.open }));
    await catalog.page.getByRole("heading", { name: text.lesson }).waitFor();
    const session = catalog.page.locator('bursar-enroll-button[offering="lithium-live"]');
    await catalog.shows(session, text.includedIn("Every course for a year"));
    const access = await academy.bursar.access.check({ user: "amina", offering: "dot-hazmat" });
    expect(access).toMatchObject({ allowed: true, through: "all-courses" });
    expect((await academy.bursar.wallets.retrieve({ user: "amina", currency: "UNIT" })).balance).toBe(30);
    expect((await academy.bursar.enrollments.list({ user: "amina" })).data).toHaveLength(1);
    expect(amina.faults).toEqual([]);
  });

  it("an admin tops a learner up with a reason, and the learner's open tabs let them enroll", async () => {
    const academy = await openAcademy();
    const [omar, salma] = [await signIn(academy, "Omar"), await signIn(academy, "Salma")];
    const catalog = await omar.open("/");
    const learning = await omar.open("/learning");
    await catalog.shows(enrollButton(catalog), text.short);
    await learning.shows(balance(learning), units(30));

    const office = await salma.open("/office/units");
    const desk = office.page.locator("bursar-admin-units");
    const search = desk.getByRole("combobox");
    await office.write(search, "omar");
    await office.hears(text.found);
    await office.choose(desk.getByRole("option"));
    await office.standsOn(desk.getByLabel(text.amount));
    await office.write(desk.getByLabel(text.amount), "20");
    await office.write(desk.getByLabel(text.note), "Course fee, May");
    const topUp = desk.locator("section").getByRole("button", { name: text.topUp, exact: true });
    await office.press(topUp);
    await office.leave(desk.getByRole("dialog"), text.cancel);
    await office.standsOn(topUp);
    expect((await academy.bursar.wallets.retrieve({ user: "omar", currency: "UNIT" })).balance).toBe(30);

    await office.press(topUp);
    await office.press(desk.getByRole("dialog").getByRole("button", { name: text.topUp, exact: true }));
    await office.hears(text.toppedUp);
    await office.standsOn(search);

    for (const tab of [catalog, learning]) await tab.shows(balance(tab), units(50));
    await learning.page.locator("bursar-transactions").getByText("Course fee, May").waitFor();
    await catalog.shows(enrollButton(catalog), text.leaves);
    await catalog.press(enrollButton(catalog).getByRole("button", { name: text.enroll }));
    await enrollButton(catalog).getByRole("link", { name: text.open }).waitFor();
    await catalog.hears(text.enrolled(units(0)));
    const open = enrollButton(catalog).getByRole("link", { name: text.open });
    await catalog.standsOn(open);
    await learning.page.locator("bursar-enrollments").getByText("Shipping dangerous goods").waitFor();

    await catalog.press(open);
    await catalog.page.getByRole("heading", { name: text.lesson }).waitFor();
    await catalog.page.goBack();
    await open.waitFor();
    await catalog.shows(balance(catalog), units(0));
    expect((await academy.bursar.enrollments.list({ user: "omar" })).data).toHaveLength(1);
    expect([...omar.faults, ...salma.faults]).toEqual([]);
  });

  it("an admin sets a price, and a learner who saw another one is asked again before anything is charged", async () => {
    const academy = await openAcademy();
    const [amina, salma] = [await signIn(academy, "Amina"), await signIn(academy, "Salma")];
    const catalog = await amina.open("/");
    const button = enrollButton(catalog).getByRole("button", { name: text.enroll });
    await catalog.shows(enrollButton(catalog), units(50));

    const office = await salma.open("/office");
    await office.press(office.page.getByRole("main").getByRole("link", { name: text.prices, exact: true }));
    const prices = office.page.locator("bursar-admin-prices");
    const price = prices.getByLabel(text.price);
    await office.write(price, "600");
    await office.page.keyboard.press("Escape");
    await expect.poll(() => price.inputValue()).toBe(number(50));
    await office.standsOn(price);
    await office.write(price, "60");
    await office.page.keyboard.press("Enter");
    await office.hears(text.saved);
    await office.standsOn(prices.getByLabel(text.nextPrice));
    expect((await academy.bursar.offerings.retrieve("dot-hazmat")).prices).toMatchObject([
      { currency: "UNIT", amount: 60 },
    ]);

    await catalog.press(button);
    await catalog.hears(text.changed);
    await catalog.shows(enrollButton(catalog), units(60));
    expect((await academy.bursar.wallets.retrieve({ user: "amina", currency: "UNIT" })).balance).toBe(70);
    expect((await academy.bursar.enrollments.list({ user: "amina" })).data).toEqual([]);

    await catalog.press(button);
    await catalog.shows(balance(catalog), units(10));
    await catalog.hears(text.enrolled(units(10)));
    // The refusal that the page was right to expect is all that went wrong.
    expect([...amina.faults, ...salma.faults]).toEqual([expect.stringContaining("409")]);
  });
});
