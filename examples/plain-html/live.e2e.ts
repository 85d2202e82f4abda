import { describe, expect, it } from "vitest";
import { type Academy, useAcademies } from "./testing/academies.ts";
import type { Tab } from "./testing/tab.ts";
import type { Visitor } from "./testing/visitor.ts";

// The money of a live session, from the learner's purse to the teacher's: seen on the pages, with the demo's stage for time
// and for who comes.
const openAcademy = useAcademies();
const session = "ramp-live-1";

const stageOf = async (visitor: Visitor, id = session) => {
  const { page } = await visitor.open(`/stage/${id}`);
  const section = (name: string) => page.locator(`#${name}`);
  const press = async (name: string) => {
    await page.getByRole("button", { name, exact: true }).click();
    await page.waitForLoadState();
  };
  return { page, press, says: (name: string) => section(name).innerText() };
};

const buy = async (tab: Tab, id = session) => {
  await tab.press(tab.page.locator(`bursar-enroll-button[offering="${id}"]`).getByRole("button"));
  await tab.shows(tab.page.locator(`bursar-enroll-button[offering="${id}"]`), "enrolled");
};

const balance = async ({ bursar }: Academy, user: string) =>
  (await bursar.wallets.retrieve({ user, currency: "UNIT" })).balance;

describe("a session that takes place", () => {
  it("is paid into escrow, and shared after the time to dispute", async () => {
    const academy = await openAcademy();
    const amina = await (await academy.visit()).signIn("Amina");
    const course = await amina.open("/courses/ramp-live");
    await buy(course);
    await course.shows(course.page.locator("header bursar-balance"), "50 UNIT");
    await course.page.close();

    const stage = await stageOf(amina);
    expect(await stage.says("money")).toContain("20 UNIT wait in escrow");
    await stage.press("Play the session");
    expect(await stage.says("attendance")).toMatch(/Amina Farouk: 60 minutes, 100%, (attended|not over)/);
    await stage.press("Past the time to dispute");
    expect(await stage.says("money")).toContain("Released: 14 UNIT to Tarek Mansour, 6 UNIT to Nile Academy");
    expect(await balance(academy, "amina")).toBe(50);
  });
});
