import { api } from "./page.ts";

/** What each element waits for, and what tells that it has come. What is there is as much as its placeholder has room for. */
export const elements: Record<string, { html: string; waitsFor: string; shown: string }> = {
  balance: {
    html: `<bursar-balance currency="UNIT"></bursar-balance>`,
    waitsFor: "/v1/me/wallets/UNIT",
    shown: "[part=amount]",
  },
  wallet: {
    html: `<bursar-wallet currency="UNIT"></bursar-wallet>`,
    waitsFor: "/v1/me/wallets/UNIT",
    shown: "[part=line]",
  },
  transactions: {
    html: `<bursar-transactions currency="UNIT"></bursar-transactions>`,
    waitsFor: "/v1/me/wallets/UNIT/transactions",
    shown: "[part=line]",
  },
  receipt: {
    html: `<bursar-receipt transaction="txn_01jd3f6q8reg5tm2y0v9k40003"></bursar-receipt>`,
    waitsFor: "/v1/me/transactions/txn_01jd3f6q8reg5tm2y0v9k40003/receipt",
    shown: "[part=amount]",
  },
  catalog: {
    html: "<bursar-catalog></bursar-catalog>",
    waitsFor: "/v1/me/offerings",
    shown: "[part=card]",
  },
  "enroll-button": {
    html: `<bursar-enroll-button offering="a"></bursar-enroll-button>`,
    waitsFor: "/v1/me/offerings/a",
    shown: "[data-state=ready]",
  },
  "enrollment-gate": {
    html: `<bursar-enrollment-gate offering="a"><p>Lesson</p></bursar-enrollment-gate>`,
    waitsFor: "/v1/me/offerings/a",
    shown: "bursar-enroll-button",
  },
  enrollments: {
    html: "<bursar-enrollments></bursar-enrollments>",
    waitsFor: "/v1/me/enrollments",
    shown: "[part=enrollment]",
  },
  earnings: {
    html: "<bursar-earnings></bursar-earnings>",
    waitsFor: "/v1/me/earnings",
    shown: "[part=available]",
  },
  "admin-payouts": {
    html: "<bursar-admin-payouts></bursar-admin-payouts>",
    waitsFor: "/v1/me",
    shown: "[part=payout]",
  },
  "admin-prices": {
    html: "<bursar-admin-prices></bursar-admin-prices>",
    waitsFor: "/v1/offerings",
    shown: "[part=row]",
  },
  "admin-units": {
    html: "<bursar-admin-units></bursar-admin-units>",
    waitsFor: "/v1/users",
    shown: "[part=user]",
  },
};

const description = "Classify, pack, label and document hazardous materials so that they arrive. ".repeat(4);

/** Gives the API what an element has to show. */
export function fill(name: string): void {
  api.isAdmin = name.startsWith("admin-");
  api.wallet("UNIT", 0);
  for (const amount of [10, 20, 40]) api.transaction("UNIT", amount);
  for (const id of ["a", "b", "c"]) api.offering(id, { description });
  for (const id of ["a", "b"]) api.enrollment(id);
  api.escrow.earnings("UNIT");
  if (name === "earnings") api.escrow.payout();
  for (const amount of [10, 20, 40]) api.escrow.line("UNIT", amount);
  for (const user of ["teacher-7", "teacher-8"]) {
    api.escrow.payout({ user, status: "requested" });
    api.escrow.hold({ payee: user, offering: "a" });
  }
  for (const id of ["amina", "basma", "dalia", "hoda"]) api.person(id, { email: `${id}@example.com` });
}
