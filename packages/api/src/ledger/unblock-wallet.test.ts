import { beforeEach, describe, expect, it } from "vitest";
import { useLedger } from "../../test/ledger/ledger.ts";
import { spend, topUp } from "../../test/ledger/postings.ts";
import { unblockWallet } from "./unblock-wallet.ts";
import { verifyLedger } from "./verify-ledger.ts";

const ledger = useLedger();
const { api } = ledger;
let user: string;
let other: string;

beforeEach(async () => {
  ledger.academy = await api.createTenant();
  await ledger.academy.server("PUT", "/v1/currencies/UNIT", {});
  [user, other] = [await ledger.learner(topUp(100)), await ledger.learner(topUp(50))];
});

const verify = () => verifyLedger(api.platform.patientSql, ledger.academy.tenant, api.clock);
const unblock = () => unblockWallet(ledger.academy.context, api.platform.patientSql, user, "UNIT", "restored the row");
const tamper = (whose: string, amount: number) => api.database.superuser`
  update accounts set balance = balance + ${amount} where user_id = ${whose} and tenant_id = ${ledger.academy.tenant.id}`;
const status = async (whose = user) => (await ledger.post(whose, spend(1))).status;

describe("a blocked wallet", () => {
  it("moves again once it was put right and unblocked, and not before", async () => {
    await tamper(user, 1000);
    await verify();
    expect((await unblock()).outcome).toBe("still_unsound");
    expect(await status()).toBe(409);
    await tamper(user, -1000);
    expect(await status()).toBe(409);
    expect(await unblock()).toEqual({ outcome: "unblocked", findings: [], otherFindings: 0 });
    expect(await status()).toBe(201);
    await ledger.expectSound();
  });

  it("is unblocked whatever is wrong with others, which stay blocked and are told of", async () => {
    await tamper(user, 1000);
    await tamper(other, 1000);
    await verify();
    await tamper(user, -1000);
    expect(await unblock()).toEqual({ outcome: "unblocked", findings: [], otherFindings: 2 });
    expect([await status(), await status(other)]).toEqual([201, 409]);
  });

  it("is blocked by the attempt itself when the proof finds it for the first time", async () => {
    await tamper(user, 1000);
    const { outcome, findings } = await unblock();
    expect(outcome).toBe("still_unsound");
    expect(findings.map(({ check }) => check)).toEqual(["balance_equals_entries", "lots_equal_balance"]);
    expect(await status()).toBe(409);
  });
});
