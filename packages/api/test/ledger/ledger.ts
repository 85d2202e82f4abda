import type { Result, transactions, wallets } from "@bursar/sdk/contract";
import { afterAll, beforeAll, expect } from "vitest";
import { type Answer, type Call, type Caller, type TestApi, type TestTenant, useApi } from "../api.ts";
import type { Posting } from "./postings.ts";
import { type ApiProcess, startProcess } from "./process.ts";

type Line = Answer<transactions.StatementLine>;

/** A ledger to post to: an API with one academy that has the currency UNIT, and other processes on the same database. */
export interface Ledger {
  api: TestApi;
  academy: TestTenant;
  /** The secret key's caller of each process; the first is the academy's own. */
  servers: Caller[];
  processes: ApiProcess[];
  /** A new user, with a wallet that these postings have filled. */
  learner(...postings: Posting[]): Promise<string>;
  post(user: string, posting: Posting, options?: Call & { via?: Caller }): Promise<Line>;
  /** Posts what must be posted, and answers its id. */
  posted(user: string, posting: Posting): Promise<string>;
  reverse(transaction: string, body?: object, options?: Call & { via?: Caller }): Promise<Line>;
  transaction(id: string): Promise<transactions.Transaction>;
  wallet(user: string, currency?: string): Promise<wallets.Wallet>;
  balance(user: string, currency?: string): Promise<number>;
  /** Lots as "promotional 5 until 2026-12-01T00:00:00.000Z", in the order in which they will be spent. */
  lots(user: string, currency?: string): Promise<string[]>;
  /** The statement, oldest first. */
  statement(user: string, currency?: string): Promise<transactions.StatementLine[]>;
  platformBalance(account: string, currency?: string): Promise<number>;
  /** Every check of the proof holds, and so do the same checks asked of the tables directly. */
  expectSound(): Promise<void>;
}

export function useLedger({ otherProcesses = 0 } = {}): Ledger {
  const ledger = { api: useApi() } as Ledger;
  const { api } = ledger;
  let learners = 0;

  beforeAll(async () => {
    ledger.academy = await api.createTenant();
    ledger.processes = Array.from({ length: otherProcesses }, () => startProcess(api));
    ledger.servers = [ledger.academy.server, ...ledger.processes.map(({ call }) => call(ledger.academy.secretKey))];
    await ledger.academy.server("PUT", "/v1/currencies/UNIT", {});
  });
  afterAll(async () => {
    await Promise.all(ledger.processes.map((process) => process.stop()));
  });

  ledger.learner = async (...postings) => {
    learners++;
    const user = `learner-${learners}`;
    await ledger.academy.server("PUT", `/v1/users/${user}`, {});
    for (const posting of postings) await ledger.posted(user, posting);
    return user;
  };
  ledger.post = (user, posting, { via = ledger.academy.server, ...call } = {}) =>
    via("POST", "/v1/transactions", { user, currency: "UNIT", ...posting }, call);
  ledger.posted = async (user, posting) => {
    const { status, body } = await ledger.post(user, posting);
    expect(status, JSON.stringify(body)).toBe(201);
    return body.id;
  };
  ledger.reverse = (transaction, body = {}, { via = ledger.academy.server, ...call } = {}) =>
    via("POST", `/v1/transactions/${transaction}/reversals`, { reason: "refund", ...body }, call);
  ledger.transaction = async (id) => (await ledger.academy.server("GET", `/v1/transactions/${id}`)).body;
  ledger.wallet = async (user, currency = "UNIT") =>
    (await ledger.academy.server("GET", `/v1/users/${user}/wallets/${currency}`)).body;
  ledger.balance = async (user, currency) => (await ledger.wallet(user, currency)).balance;
  ledger.lots = async (user, currency) =>
    (await ledger.wallet(user, currency)).lots.map(
      ({ funding, refundable, amount, expiresAt }) =>
        `${refundable ? "refundable" : funding} ${amount}${expiresAt ? ` until ${expiresAt}` : ""}`,
    );
  ledger.statement = async (user, currency = "UNIT") => {
    const lines: transactions.StatementLine[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const path: string = `/v1/users/${user}/wallets/${currency}/transactions?limit=100${cursor && `&cursor=${cursor}`}`;
      const { body } = await ledger.academy.server<Result<typeof transactions.listTransactions.mine>>("GET", path);
      lines.push(...body.data);
      cursor = body.page.nextCursor;
    }
    return lines.reverse();
  };
  ledger.platformBalance = async (account, currency = "UNIT") => {
    const { body } = await ledger.academy.server("GET", "/v1/ledger/accounts");
    const found = body.data.find(
      (entry: { account: string; currency: string }) => entry.account === account && entry.currency === currency,
    );
    return found?.balance ?? 0;
  };
  ledger.expectSound = async () => {
    const { body: proof } = await ledger.academy.server("POST", "/v1/ledger/verify");
    expect(proof.findings).toEqual([]);
    expect(proof.sound).toBe(true);
    for (const { total } of proof.totals) expect(total).toBe(0);
    expect(await unsoundRows(ledger)).toEqual([]);
  };
  return ledger;
}

// Asked apart from the proof, so that a proof that sees nothing is not believed.
const unsoundRows = ({ api }: Ledger) => api.database.superuser`
  select 'does not sum to zero' as trouble, e.transaction_id::text as object
  from entries e join accounts a using (tenant_id) where a.id = e.account_id
  group by e.transaction_id, a.currency having sum(e.amount) <> 0
  union all
  select 'differs from its entries', a.id::text
  from accounts a cross join lateral (
    select coalesce(sum(amount), 0) as balance, count(distinct version) as version from entries
    where account_id = a.id and version is not null) e
  where a.user_id is not null and (a.balance <> e.balance or a.version <> e.version)
  union all
  select 'differs from its lots', a.id::text from accounts a
  where a.kind = 'wallet' and a.balance <> (select coalesce(sum(balance), 0) from lots l where l.account_id = a.id)
  union all
  select 'lot differs from its entries', l.id::text from lots l
  where l.balance <> (select coalesce(sum(amount), 0) from entries e where e.lot_id = l.id)
  union all
  select 'is below zero', l.id::text from lots l where l.balance < 0 and l.funding <> 'debt'
  union all
  select 'versions have a gap', account_id::text from entries
  where version is not null group by account_id having min(version) <> 1 or max(version) <> count(distinct version)`;
