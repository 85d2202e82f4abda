import { beforeAll, describe, expect, it } from "vitest";
import { useLedger } from "../../test/ledger/ledger.ts";
import { spend, topUp } from "../../test/ledger/postings.ts";
import { asTenant, type Transaction } from "../platform/database.ts";
import { uuidOf } from "../platform/ids.ts";

const ledger = useLedger();
const { api } = ledger;

const asApp = <T>(work: (tx: Transaction) => Promise<T>) => asTenant(api.platform.sql, ledger.academy.tenant.id, work);

beforeAll(async () => {
  const user = await ledger.learner(topUp(100));
  await ledger.reverse(await ledger.posted(user, spend(10)));
  await ledger.academy.server(
    "POST",
    `/v1/transactions/${await ledger.posted(user, spend(5, { pendingUntil: "2027-01-01T00:00:00Z" }))}/settle`,
  );
  await asApp(
    (tx) => tx`
    select ledger_seal(${ledger.academy.tenant.id}, now()), audit_seal(${ledger.academy.tenant.id}, now())`,
  );
});

describe("what has been written", () => {
  const columns = {
    transactions: "actor",
    entries: "amount",
    reversals: "reversed_after",
    settlements: "outcome",
    audit_records: "actor",
    seals: "hash",
    currencies: "digits",
  };

  it.each(Object.entries(columns))(
    "%s: the API's role can neither change nor delete nor empty it",
    async (table, column) => {
      const [row] = await asApp((tx) => tx`select count(*)::int as rows from ${tx(table)}`);
      expect(row?.rows).toBeGreaterThan(0);
      const attempts = [
        (tx: Transaction) => tx`update ${tx(table)} set ${tx(column)} = ${tx(column)}`,
        (tx: Transaction) => tx`delete from ${tx(table)}`,
        (tx: Transaction) => tx`truncate ${tx(table)} cascade`,
      ];
      for (const attempt of attempts) await expect(asApp(attempt)).rejects.toMatchObject({ code: "42501" });
      const [after] = await asApp((tx) => tx`select count(*)::int as rows from ${tx(table)}`);
      expect(after).toEqual(row);
    },
  );

  it("no wallet and no lot can be deleted, nor an idempotency record or a roll-up be changed into another", async () => {
    for (const table of ["accounts", "lots", "rollups"]) {
      await expect(asApp((tx) => tx`delete from ${tx(table)}`)).rejects.toMatchObject({ code: "42501" });
    }
    await expect(asApp((tx) => tx`update idempotency_records set key = key`)).rejects.toMatchObject({ code: "42501" });
  });

  it("the operator's role has no way to the ledger at all", async () => {
    for (const table of ["transactions", "entries", "accounts", "lots", "reversals", "audit_records"]) {
      await expect(api.operator`select from ${api.operator(table)}`).rejects.toMatchObject({ code: "42501" });
    }
  });

  it("the API's role can't become anyone else, nor lift the policies or the triggers", async () => {
    await expect(asApp((tx) => tx`alter table entries disable row level security`)).rejects.toThrow();
    await expect(asApp((tx) => tx`set local row_security = off`.then(() => tx`select from entries`))).rejects.toThrow();
    await expect(
      asApp(
        (tx) =>
          tx`create or replace function ledger_post(int, timestamptz, jsonb) returns jsonb language sql as 'select null::jsonb'`,
      ),
    ).rejects.toThrow();
  });
});

describe("the chain of reversals", () => {
  const insert = (original: string, before: number, after: number, originalAmount = 100) => api.database.superuser`
    with reversal as (
      insert into transactions (tenant_id, type, id, actor, about)
      values (${ledger.academy.tenant.id}, 'reversal', uuidv7(), 'operator', ${original})
      returning tenant_id, id)
    insert into reversals (tenant_id, transaction_id, reverses, original_amount, reversed_before, reversed_after)
    select tenant_id, id, ${original}, ${originalAmount}, ${before}, ${after} from reversal`;

  /** A purchase of 100 of which 60 have been given back. */
  async function purchase(): Promise<string> {
    const id = await ledger.posted(await ledger.learner(topUp(100)), spend(100));
    await ledger.reverse(id, { amount: 60 });
    return uuidOf(id);
  }

  it("goes on where the last one ended, up to the original", async () => {
    const original = await purchase();
    await insert(original, 60, 90);
    await insert(original, 90, 100);
  });

  it.each([
    ["more than is left", 60, 101, 100, "reversals_stay_within_the_original"],
    ["the same part again", 0, 40, 100, "reversals_form_one_chain"],
    ["a part of what was given back already", 20, 60, 100, "reversals_have_one_end"],
    ["a part that overlaps the last", 59, 99, 100, "reversals_continue_the_one_before"],
    ["a part further on, with a gap", 70, 100, 100, "reversals_continue_the_one_before"],
    ["more of an original that is said to be larger", 60, 120, 200, "reversals_continue_the_one_before"],
    ["nothing", 60, 60, 100, "reversals_give_something_back"],
    ["less than nothing", 60, 50, 100, "reversals_give_something_back"],
  ])("takes not even from a superuser %s", async (_, before, after, originalAmount, constraint) => {
    const original = await purchase();
    await expect(insert(original, before, after, originalAmount)).rejects.toMatchObject({
      constraint_name: constraint,
    });
  });

  it("can't begin twice, at the same moment either", async () => {
    const original = uuidOf(await ledger.posted(await ledger.learner(topUp(100)), spend(100)));
    const results = await Promise.allSettled([
      insert(original, 0, 60),
      insert(original, 0, 60),
      insert(original, 0, 100),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected", "rejected"]);
  });
});

describe("a settlement", () => {
  it("is one for each pending transaction, whoever inserts another", async () => {
    const user = await ledger.learner(topUp(10));
    const id = await ledger.posted(user, spend(5, { pendingUntil: "2027-01-01T00:00:00Z" }));
    await ledger.academy.server("POST", `/v1/transactions/${id}/fail`);
    await expect(api.database.superuser`
      insert into settlements (tenant_id, transaction_id, outcome, by_transaction_id)
      values (${ledger.academy.tenant.id}, ${uuidOf(id)}, 'settled', ${uuidOf(id)})`).rejects.toMatchObject({
      code: "23505",
    });
  });
});

describe("a lot", () => {
  it("never goes below zero, and a balance stays exact, whoever updates it", async () => {
    const user = await ledger.learner(topUp(5));
    const { superuser } = api.database;
    const ofUser = superuser`account_id in (select id from accounts where user_id = ${user})`;
    await expect(superuser`update lots set balance = -1 where ${ofUser}`).rejects.toThrow("lots_never_go_below_zero");
    await expect(superuser`update lots set funding = 'debt', refundable = false where ${ofUser}`).rejects.toThrow(
      "debts_never_go_above_zero",
    );
    await expect(superuser`update lots set funding = 'promotional' where ${ofUser}`).rejects.toThrow(
      "only_paid_money_is_refundable",
    );
    await expect(superuser`update accounts set balance = 9007199254740992 where user_id = ${user}`).rejects.toThrow(
      "balances_are_exact_in_javascript",
    );
  });
});
