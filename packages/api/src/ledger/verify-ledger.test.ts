import { beforeEach, describe, expect, it } from "vitest";
import type { TestTenant } from "../../test/api.ts";
import type { TestDatabase } from "../../test/database.ts";
import { useLedger } from "../../test/ledger/ledger.ts";
import { adjustment, grant, spend, topUp, transfer } from "../../test/ledger/postings.ts";
import { uuidOf } from "../platform/ids.ts";
import { expireCredit, failOverduePending, proveLedger, sealLedger } from "./jobs.ts";

const ledger = useLedger();
const { api } = ledger;
let users: { amina: string; omar: string };

/** Each test tampers with a tenant of its own. */
beforeEach(async () => {
  ledger.academy = await api.createTenant();
  await ledger.academy.server("PUT", "/v1/currencies/UNIT", {});
  const [amina, omar] = [await ledger.learner(topUp(100), grant(10)), await ledger.learner(topUp(50), spend(5))];
  users = { amina, omar };
});

const verify = async () => (await ledger.academy.server("POST", "/v1/ledger/verify")).body;
const findings = async () =>
  (await verify()).findings.map(({ check, object }: { check: string; object: string }) => `${check} ${object}`).sort();
const seal = ({ context }: TestTenant = ledger.academy) => sealLedger.run(context);
const wallet = (user: string) => `wallet:${user}/UNIT`;
/** Past all privileges. */
const sql: TestDatabase["superuser"] = ((...query: Parameters<TestDatabase["superuser"]>) =>
  api.database.superuser(...query)) as never;

describe("the proof", () => {
  it("finds a ledger sound that has seen every kind of transaction", async () => {
    const { amina, omar } = users;
    const purchase = await ledger.posted(amina, spend(30));
    await ledger.reverse(purchase, { amount: 10 });
    await ledger.posted(amina, transfer(5, omar, { fee: 1 }));
    await ledger.posted(omar, adjustment(-500, { overdraft: true }));
    await ledger.posted(amina, spend(3, { pendingUntil: "2026-11-20T10:00:00Z" }));
    await ledger.posted(amina, grant(7, { expiresAt: "2026-11-20T10:00:00Z" }));
    await seal();
    api.clock.advance({ hours: 2 });
    for (const job of [failOverduePending, expireCredit, sealLedger]) await job.run(ledger.academy.context);
    await ledger.expectSound();
    expect(await verify()).toMatchObject({ sound: true, findings: [], totals: [{ currency: "UNIT", total: 0 }] });
  });

  it("of one tenant neither sees nor blocks another's wallets", async () => {
    const other = await api.createTenant("Other Academy");
    await other.server("PUT", "/v1/currencies/UNIT", {});
    await other.server("PUT", "/v1/users/theirs", {});
    await other.server("POST", "/v1/transactions", { user: "theirs", currency: "UNIT", ...topUp(5) });
    await sql`update accounts set balance = 6 where user_id = 'theirs'`;
    expect(await findings()).toEqual([]);
    expect((await other.server("POST", "/v1/ledger/verify")).body.sound).toBe(false);
  });

  it("runs while money moves, and takes nothing under way for a fault", async () => {
    const [answers, proofs] = await Promise.all([
      Promise.all(Array.from({ length: 60 }, (_, i) => ledger.post(i % 2 ? users.amina : users.omar, spend(1)))),
      Promise.all(Array.from({ length: 5 }, () => seal().then(verify))),
    ]);
    expect(answers.every(({ status }) => status === 201)).toBe(true);
    expect(proofs.flatMap((proof) => proof.findings)).toEqual([]);
  });
});

describe("a balance that was tampered with", () => {
  const tamperWithBalance = () => sql`
    update accounts set balance = balance + 1000 where user_id = ${users.amina} and tenant_id = ${ledger.academy.tenant.id}`;

  it("is found, and nothing moves there until an operator has looked: no other wallet is concerned", async () => {
    const { amina, omar } = users;
    const purchase = await ledger.posted(amina, spend(10));
    await tamperWithBalance();
    expect(await findings()).toEqual([
      `balance_equals_entries ${wallet(amina)}`,
      `lots_equal_balance ${wallet(amina)}`,
    ]);
    const refused = [
      await ledger.post(amina, spend(1)),
      await ledger.post(amina, topUp(1)),
      await ledger.post(amina, adjustment(-1)),
      await ledger.post(amina, transfer(1, omar)),
      await ledger.post(omar, transfer(1, amina)),
      await ledger.reverse(purchase),
    ];
    expect(refused.map(({ status, body }) => [status, body.code])).toEqual(Array(6).fill([409, "wallet.blocked"]));
    expect((await ledger.post(omar, spend(1))).status).toBe(201);
    expect(await ledger.wallet(amina)).toMatchObject({ balance: 100 });
  });

  it("is blocked by the nightly job, too, and answers what was asked before as before", async () => {
    const { amina } = users;
    const call = { idempotencyKey: "before-tampering" };
    const first = await ledger.post(amina, spend(1), call);
    await tamperWithBalance();
    await proveLedger.run(ledger.academy.context);
    expect((await ledger.post(amina, spend(1))).body.code).toBe("wallet.blocked");
    expect((await ledger.post(amina, spend(1), call)).body).toEqual(first.body);
  });

  it("buys nothing, even before it is found: the lots decide, and each transaction still sums to zero", async () => {
    const { amina } = users;
    await tamperWithBalance();
    expect((await ledger.post(amina, spend(111))).body).toMatchObject({
      code: "wallet.insufficient_funds",
      available: 110,
    });
    await ledger.post(amina, spend(1));
    expect(await findings()).not.toContainEqual(expect.stringContaining("transaction_sums_to_zero"));
  });
});

describe("the proof finds", () => {
  const account = (user: string) =>
    sql`select id from accounts where user_id = ${user} and tenant_id = ${ledger.academy.tenant.id}`;

  it("a lot that was moved to other terms' amounts", async () => {
    const { amina } = users;
    await sql`update lots set balance = balance + 5 where funding = 'paid' and account_id in (${account(amina)})`;
    await sql`update lots set balance = balance - 5 where funding = 'promotional' and account_id in (${account(amina)})`;
    expect(await findings()).toEqual(Array(2).fill(`lots_equal_balance ${wallet(amina)}`));
  });

  it("an entry whose amount was changed, everywhere it shows", async () => {
    const { amina } = users;
    const id = await ledger.posted(amina, spend(10));
    await sql`update entries set amount = -9 where transaction_id = ${uuidOf(id)} and version is not null`;
    expect(await findings()).toEqual([
      `balance_equals_entries ${wallet(amina)}`,
      `lots_equal_balance ${wallet(amina)}`,
      `running_balance_is_right ${wallet(amina)}`,
      `transaction_sums_to_zero ${id}`,
    ]);
  });

  it("a statement line that was deleted", async () => {
    const { amina } = users;
    const id = await ledger.posted(amina, spend(10));
    await ledger.posted(amina, spend(1));
    await sql`delete from entries where transaction_id = ${uuidOf(id)} and version is not null`;
    expect(await findings()).toContain(`versions_have_no_gap ${wallet(amina)}`);
  });

  it("a running balance that was rewritten", async () => {
    const { amina } = users;
    const id = await ledger.posted(amina, spend(10));
    await sql`update entries set balance_after = 1 where transaction_id = ${uuidOf(id)} and version is not null`;
    expect(await findings()).toEqual([`running_balance_is_right ${wallet(amina)}`]);
  });

  it("a transaction without entries", async () => {
    const id = await ledger.posted(users.amina, spend(10));
    await sql`delete from entries where transaction_id = ${uuidOf(id)}`;
    expect(await findings()).toContain(`transaction_sums_to_zero ${id}`);
  });

  it("a transaction that was rewritten after it was sealed, and one that was removed", async () => {
    const id = await ledger.posted(users.amina, spend(10));
    await seal();
    expect(await findings()).toEqual([]);
    await sql`update transactions set actor = 'key:someone-else' where id = ${uuidOf(id)}`;
    expect(await findings()).toEqual(["seals_match ledger seal 1"]);
  });

  it("an audit record that was removed after it was sealed", async () => {
    await seal();
    expect(await findings()).toEqual([]);
    await sql`
      delete from audit_records where id = (
        select id from audit_records where tenant_id = ${ledger.academy.tenant.id} order by id limit 1)`;
    expect(await findings()).toEqual(["audit_seals_match audit seal 1"]);
  });

  it("every later seal broken when an early one is", async () => {
    await seal();
    const id = await ledger.posted(users.amina, spend(10));
    await seal();
    await sql`update transactions set description = 'x' where id = ${uuidOf(id)}`;
    expect(await findings()).toEqual(["seals_match ledger seal 2"]);
    await sql`update seals set hash = '\\x00' where tenant_id = ${ledger.academy.tenant.id} and chain = 'ledger' and number = 1`;
    expect(await findings()).toEqual(["seals_match ledger seal 1", "seals_match ledger seal 2"]);
  });

  it("a roll-up that differs from its entries", async () => {
    await seal();
    await sql`
      update rollups set balance = balance + 1 where tenant_id = ${ledger.academy.tenant.id} and account_id in (
        select id from accounts where kind = 'clearing')`;
    expect(await findings()).toEqual(["rollup_equals_entries clearing/UNIT"]);
  });

  it("reversals that say they are of a larger original", async () => {
    const id = await ledger.posted(users.amina, spend(10));
    await ledger.reverse(id, { amount: 4 });
    await sql`update reversals set original_amount = 20 where reverses = ${uuidOf(id)}`;
    expect(await findings()).toEqual([`reversals_stay_within_the_original ${id}`]);
  });
});
