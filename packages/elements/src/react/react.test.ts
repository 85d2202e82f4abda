import { createElement, createRef, type ReactNode, StrictMode } from "react";
import { flushSync } from "react-dom";
import { createRoot, hydrateRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { BalanceHarness, EnrollButtonHarness } from "../generated/harnesses.ts";
import { api } from "../testing/page.ts";
import { BursarBalance, BursarEnrollButton, useEnrollment } from "./index.ts";

let root: Root;

beforeEach(() => {
  root = createRoot(document.body.appendChild(document.createElement("main")));
});

afterEach(() => root.unmount());

const render = (node: ReactNode) => flushSync(() => root.render(createElement(StrictMode, {}, node)));
const find = <Tag extends keyof HTMLElementTagNameMap>(tag: Tag) =>
  document.querySelector(tag) as HTMLElementTagNameMap[Tag];

test("props are the element's properties, and change with them", async () => {
  api.wallet("UNIT", 70).wallet("EGP", 500, 2);
  render(createElement(BursarBalance, { currency: "UNIT" }));
  const balance = new BalanceHarness(find("bursar-balance"));
  await expect.poll(() => balance.amount).toBe("70 UNIT");
  render(createElement(BursarBalance, { currency: "EGP", className: "mine" }));
  await expect.poll(() => balance.amount).toBe("EGP 5");
  expect(balance.element).toBe(find("bursar-balance"));
  expect(balance.element.className).toBe("mine");
});

test("children are the element's slots", async () => {
  api.wallet("UNIT", 70).offering("hazmat");
  render(createElement(BursarEnrollButton, { offering: "hazmat" }, "Join the course"));
  const button = new EnrollButtonHarness(find("bursar-enroll-button"));
  await expect.poll(() => button.state).toBe("ready");
  expect(button.element.textContent).toBe("Join the course");
  expect(button.label).toBe("");
});

test("events have handlers, the latest of which is called, and which may cancel", async () => {
  api.wallet("UNIT", 70).offering("hazmat");
  const [first, later, enrolled] = [vi.fn(), vi.fn((event: Event) => event.preventDefault()), vi.fn()];
  render(createElement(BursarEnrollButton, { offering: "hazmat", onBursarEnroll: first }));
  render(createElement(BursarEnrollButton, { offering: "hazmat", onBursarEnroll: later, onBursarEnrolled: enrolled }));
  const button = new EnrollButtonHarness(find("bursar-enroll-button"));
  await expect.poll(() => button.state).toBe("ready");
  button.press();
  expect(first).not.toHaveBeenCalled();
  expect(later.mock.lastCall?.[0]).toMatchObject({ offering: "hazmat", price: { amount: 50 } });
  await button.element.enroll();
  expect(enrolled.mock.lastCall?.[0]).toMatchObject({ enrollment: { offering: "hazmat" } });
  expect(api.received("POST", "/v1/me/enrollments")).toHaveLength(1);
});

test("a ref is the element, with its methods", async () => {
  api.wallet("UNIT", 70).offering("hazmat");
  const ref = createRef<HTMLElementTagNameMap["bursar-enroll-button"]>();
  render(createElement(BursarEnrollButton, { offering: "hazmat", ref }));
  const button = new EnrollButtonHarness(find("bursar-enroll-button"));
  expect(ref.current).toBe(button.element);
  await expect.poll(() => button.state).toBe("ready");
  await ref.current?.enroll();
  await expect.poll(() => button.state).toBe("enrolled");
});

test("what a server has rendered is taken over", async () => {
  api.wallet("UNIT", 70);
  const complaints = vi.spyOn(console, "error");
  const main = document.body.appendChild(document.createElement("main"));
  main.innerHTML = `<bursar-balance class="mine"></bursar-balance>`;
  const rendered = find("bursar-balance");
  const hydrated = hydrateRoot(main, createElement(BursarBalance, { currency: "UNIT", className: "mine" }));
  await expect.poll(() => new BalanceHarness(rendered).amount).toBe("70 UNIT");
  expect(find("bursar-balance")).toBe(rendered);
  expect(complaints).not.toHaveBeenCalled();
  hydrated.unmount();
});

test("what a server has rendered waits for its properties, and begins without any", async () => {
  api.wallet("EGP", 500, 2).wallet("UNIT", 70);
  const main = document.body.appendChild(document.createElement("main"));
  main.innerHTML = `<bursar-balance defer-hydration=""></bursar-balance>`;
  const balance = new BalanceHarness(find("bursar-balance"));
  await balance.element.updateComplete;
  const hydrated = hydrateRoot(main, createElement(BursarBalance, { currency: "UNIT" }));
  await expect.poll(() => balance.amount).toBe("70 UNIT");
  expect(api.received("GET", "/v1/me/wallets")).toEqual([]);
  hydrated.unmount();

  main.innerHTML = `<bursar-balance defer-hydration=""></bursar-balance>`;
  const plain = hydrateRoot(main, createElement(BursarBalance));
  await expect.poll(() => new BalanceHarness(find("bursar-balance")).amount).toBe("EGP 5");
  plain.unmount();
});

const button = (label: ReactNode, onClick: () => void) => createElement("button", { type: "button", onClick }, label);

const refused = vi.fn();

/** A host's own button. */
function Course({ offering }: { offering: string }) {
  const course = useEnrollment(offering);
  if (course.status === "error") return button("retry", course.retry);
  if (course.status !== "ready") return createElement("p", {}, course.status);
  const { balances, access, enroll } = course;
  const balance = balances[0]?.balance;
  const label = access.allowed ? `in, ${balance} left` : `${course.offering.prices[0]?.amount} of ${balance}`;
  return button(label, () => void enroll().catch(refused));
}

const text = () => find("main").textContent;
const press = () => find("button").click();

test("useEnrollment shows and enrolls as the elements do, and with them", async () => {
  api.wallet("UNIT", 70).offering("hazmat");
  render([
    createElement(Course, { key: 1, offering: "hazmat" }),
    createElement(BursarEnrollButton, { key: 2, offering: "hazmat" }),
  ]);
  await expect.poll(text).toBe("50 of 70");
  await expect.poll(() => api.listeners).toBe(1);
  expect(api.received("GET", "/bursar-token")).toHaveLength(1);
  press();
  await expect.poll(text).toBe("in, 20 left");
  const button = new EnrollButtonHarness(find("bursar-enroll-button"));
  await expect.poll(() => button.state).toBe("enrolled");
  expect(api.received("POST", "/v1/me/enrollments")).toMatchObject([
    { body: { offering: "hazmat", expectedPrice: { currency: "UNIT", amount: 50 } } },
  ]);
});

test("useEnrollment follows the offering that it is asked for", async () => {
  api.wallet("UNIT", 70).offering("hazmat").price("forklift", 30);
  render(createElement(Course, { offering: "hazmat" }));
  await expect.poll(text).toBe("50 of 70");
  render(createElement(Course, { offering: "forklift" }));
  await expect.poll(text).toBe("30 of 70");
});

test("useEnrollment rejects what the API refuses, and shows the price that came of it", async () => {
  api.wallet("UNIT", 70).offering("hazmat");
  render(createElement(Course, { offering: "hazmat" }));
  await expect.poll(text).toBe("50 of 70");
  api.price("hazmat", 60);
  press();
  await expect.poll(text).toBe("60 of 70");
  expect(refused.mock.lastCall?.[0]).toMatchObject({ code: "price.changed" });
});

test("useEnrollment says when nobody is signed in, and can try again after an error", async () => {
  api.signedIn = false;
  render(createElement(Course, { offering: "hazmat" }));
  await expect.poll(text).toBe("signed-out");
  api.signedIn = true;
  api.wallet("UNIT", 70).price("forklift", 30).refuse("GET", "/v1/me/offerings/forklift", "offering.not_found", {});
  render(createElement(Course, { offering: "forklift" }));
  await expect.poll(text).toBe("retry");
  press();
  await expect.poll(text).toBe("30 of 70");
});

test("the stream ends with the last component", async () => {
  api.wallet("UNIT", 70).offering("hazmat");
  render(createElement(Course, { offering: "hazmat" }));
  await expect.poll(() => api.listeners).toBe(1);
  render(null);
  await expect.poll(() => api.listeners).toBe(0);
});
