import { describe, expect, it } from "vitest";
import { useLedger } from "../../test/ledger/ledger.ts";
import { grant, spend, topUp, transfer } from "../../test/ledger/postings.ts";

const ledger = useLedger();

const register = (code: string, digits?: number) =>
  ledger.academy.server("PUT", `/v1/currencies/${code}`, digits === undefined ? {} : { digits });

describe("a currency", () => {
  it.each([
    ["JPY", 0],
    ["EUR", 2],
    ["EGP", 2],
    ["KWD", 3],
    ["BHD", 3],
    ["XP", 0],
  ])("%s has %i digits, and amounts in it come back exactly", async (currency, digits) => {
    expect((await register(currency)).body).toMatchObject({ code: currency, digits });
    const user = await ledger.learner(topUp(123_456_789_012_345, { currency }), spend(1, { currency }));
    const wallet = await ledger.wallet(user, currency);
    expect(wallet).toMatchObject({ currency, digits, balance: 123_456_789_012_344 });
    expect(await ledger.statement(user, currency)).toMatchObject([
      { amount: 123_456_789_012_345, digits },
      { amount: -1, balanceAfter: 123_456_789_012_344, digits },
    ]);
  });

  it("of ISO 4217 keeps the digits that the standard gives it", async () => {
    const refused = await register("KRW", 2);
    expect(refused.body).toMatchObject({ status: 409, code: "currency.digits_fixed", currency: "KRW", digits: 0 });
  });

  it("of the tenant's own keeps the digits that it began with", async () => {
    expect((await register("POINTS", 3)).body.digits).toBe(3);
    expect((await register("POINTS", 2)).body).toMatchObject({ code: "currency.digits_fixed", digits: 3 });
    expect((await register("POINTS")).body.digits).toBe(3);
  });
});

describe("a wallet in one currency", () => {
  it("pays nothing in another: no silent conversion", async () => {
    await register("EGP");
    await register("USD");
    const user = await ledger.learner(topUp(100_000, { currency: "EGP" }));
    const refused = await ledger.post(user, spend(1, { currency: "USD" }));
    expect(refused.body).toMatchObject({ code: "wallet.insufficient_funds", currency: "USD", needed: 1, available: 0 });
    expect(await ledger.balance(user, "EGP")).toBe(100_000);
  });

  it("gives nothing to another's wallet in another", async () => {
    await register("EGP");
    await register("USD");
    const [from, to] = [await ledger.learner(topUp(10, { currency: "EGP" })), await ledger.learner()];
    await ledger.posted(from, transfer(4, to, { currency: "EGP" }));
    expect([await ledger.balance(to, "EGP"), await ledger.balance(to, "USD")]).toEqual([4, 0]);
  });
});

describe("a currency that the tenant does not have", () => {
  it.each([
    ["of ISO 4217", "CHF"],
    ["of nobody", "NONE"],
  ])("%s is refused by name, whatever is posted", async (_, currency) => {
    const user = await ledger.learner();
    for (const posting of [grant(1), topUp(1), spend(1), transfer(1, "someone")]) {
      const { status, body } = await ledger.post(user, { ...posting, currency });
      expect([status, body.code, (body as { currency?: string }).currency]).toEqual([
        404,
        "currency.not_found",
        currency,
      ]);
    }
  });

  it.each(["usd", "U", "US D", "", 7, null])("%j is no currency at all", async (currency) => {
    const user = await ledger.learner();
    const { status, body } = await ledger.post(user, { ...topUp(1), currency });
    expect([status, body.errors?.[0]?.pointer]).toEqual([400, "#/currency"]);
  });

  it("is another tenant's: it does not count here", async () => {
    const other = await ledger.api.createTenant("Other Academy");
    await other.server("PUT", "/v1/currencies/THEIRS", {});
    const user = await ledger.learner();
    expect((await ledger.post(user, topUp(1, { currency: "THEIRS" }))).body.code).toBe("currency.not_found");
  });
});
