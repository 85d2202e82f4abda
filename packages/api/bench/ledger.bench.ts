// The ledger through the TypeScript core (idempotency, floors, events, audit and a result for each posting) beside a plain
// row-locking ledger on the same driver and the same database.
import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { contextOf } from "../src/cli/operator.ts";
import { postBatch } from "../src/ledger/post-batch.ts";
import { postTransaction } from "../src/ledger/post-transaction.ts";
import { postingOf } from "../src/ledger/posting.ts";
import { registerCurrency } from "../src/ledger/register-currency.ts";
import { systemClock } from "../src/platform/clock.ts";
import type { Context } from "../src/platform/context.ts";
import { asTenant, connect } from "../src/platform/database.ts";
import { readEnvironment } from "../src/platform/env.ts";
import { newUuid } from "../src/platform/ids.ts";
import { migrate } from "../src/platform/migrate.ts";
import { createPlatform } from "../src/platform/platform.ts";
import { createTenant } from "../src/tenants/index.ts";
import { goal, measure, printTable, ratio, rounds } from "./measure.ts";

const wallets = 10_000;
const funds = 1_000_000_000;
const roundCount = 5;
const milliseconds = 2_000;

const environment = readEnvironment({
  ...process.env,
  BURSAR_ENCRYPTION_KEY: randomBytes(32).toString("base64url"),
  LOG_LEVEL: "silent",
});
await migrate(environment.DATABASE_URL);
const superuser = postgres(environment.DATABASE_URL, { max: 64, onnotice: () => {} });
const operator = connect(environment.DATABASE_URL, { role: "bursar_operator", connectionsMax: 1 });
const platform = createPlatform({ ...environment, DATABASE_CONNECTIONS: 8 });
const context = contextOf(platform, await createTenant(operator, systemClock, "Bench", "test"));

process.stderr.write(`${wallets} wallets on each side …\n`);
await prepareLedger();
await prepareBaseline();
await superuser`vacuum analyze`;
const before = await bytesOnDisk();

const someone = () => 1 + Math.floor(Math.random() * wallets);
const spend = (user: number, currency: string) =>
  ({ type: "spend", user: `user-${user}`, currency, amount: 1 }) as const;

/** Everyone pays the platform in the same currency: all postings meet on one account. */
const hot = () => spend(someone(), "HOT");
/** Everyone pays in a currency of their own: no two of 10,000 postings have an account in common. */
const spread = () => {
  const user = someone();
  return spend(user, currencyOf(user));
};
/** Everyone spends from the same wallet, whose balance and floor admit one at a time. */
const oneWallet = () => spend(1, "HOT");

/** Through the core: what is posted at the same moment travels together. */
const core = (input: () => ReturnType<typeof spend>) => () => {
  const posting = input();
  return postTransaction(asPayer(posting.user), posting);
};
/** The same database function, a call for each posting. */
const bare = (input: () => ReturnType<typeof spend>) => async () => {
  const spending = input();
  const posting = postingOf(asPayer(spending.user), spending);
  await platform.sql`select ledger_post(${context.tenant.id}, ${new Date()}, ${platform.sql.json([posting] as never)})`;
};
/** A thousand in one request, as the bulk endpoint takes them. */
const bulk = (input: () => ReturnType<typeof spend>) => () => postBatch(withKey(), Array.from({ length: 1000 }, input));

// What a goal compares stands side by side, so that a noisy moment of the machine meets both.
const ways = {
  "row locks, hot account": rowLocking(() => 0),
  "core, hot account": core(hot),
  "core, spread": core(spread),
  "row locks, spread": rowLocking(someone),
  "call each, hot account": bare(hot),
  "call each, spread": bare(spread),
};
const results = await rounds(roundCount, {
  ...cases(64, ways),
  "core, one wallet, 64 callers": () => measure(64, milliseconds, core(oneWallet)),
  ...cases(8, ways),
  ...cases(1, ways),
  "bulk of 1000, hot account, 1 caller": () => measure(1, milliseconds, bulk(hot)),
});
printTable(results);
console.log("A bulk request counts once in this table and posts 1,000.\n");

const size = growthPerPosting(before, await bytesOnDisk());
console.log(`bytes on disk per posting: ${size.ledger} in the ledger (transaction, entries, indexes),`);
console.log(`  and ${size.beside} that are cleared away in time or kept beside it (idempotency, events, audit)\n`);

const against = "row locks, hot account, 64 callers";
goal(
  "hot account, 64 callers, against row locks",
  ratio(results, "core, hot account, 64 callers", against, "perSecond"),
  "at least",
  10,
);
goal(
  "hot against spread, 64 callers",
  ratio(results, "core, hot account, 64 callers", "core, spread, 64 callers", "perSecond"),
  "at least",
  0.9,
);
goal(
  "latency of one caller against a bare call",
  ratio(results, "core, hot account, 1 caller", "call each, hot account, 1 caller", "p50"),
  "at most",
  1.3,
);
goal("bytes on disk per posting", size.ledger, "at most", 450, "bytes");

await Promise.all([platform.close(), operator.end({ timeout: 1 }), superuser.end({ timeout: 1 })]);

function cases(callers: number, calls: Record<string, () => Promise<unknown>>) {
  return Object.fromEntries(
    Object.entries(calls).map(([name, call]) => [
      `${name}, ${callers} ${callers === 1 ? "caller" : "callers"}`,
      () => measure(callers, milliseconds, call),
    ]),
  );
}

/** The key begins with the time, as those of the SDK do. */
function withKey(): Context {
  return { ...context, idempotency: { key: newUuid(systemClock), fingerprint: randomBytes(16).toString("hex") } };
}

/** As the user who pays: what the ledger keeps of the actor counts in its size. */
function asPayer(user: string): Context {
  return { ...withKey(), actor: { kind: "user", id: user, roles: ["learner"] } };
}

function currencyOf(user: number): string {
  return `OWN_${user}`;
}

/** The plain way: lock both balances in order, check the floor, update both, insert both entries. */
function rowLocking(receiver: () => number) {
  return async () => {
    const [from, to] = [someone(), receiver()];
    if (from === to) return;
    await superuser.begin(async (tx) => {
      const rows = await tx<{ id: number; balance: string }[]>`
        select id, balance from plain_accounts where id in (${from}, ${to}) order by id for update`;
      const balance = Number(rows.find(({ id }) => id === from)?.balance);
      if (balance < 1) throw new Error("insufficient funds");
      await tx`update plain_accounts set balance = balance - 1 where id = ${from}`;
      await tx`update plain_accounts set balance = balance + 1 where id = ${to}`;
      await tx`insert into plain_entries (account_id, amount) values (${from}, -1), (${to}, 1)`;
    });
  };
}

async function prepareBaseline(): Promise<void> {
  await superuser`create table plain_accounts (id int primary key, balance bigint not null) with (fillfactor = 70)`;
  await superuser`
    create table plain_entries (
      id bigint generated always as identity primary key, account_id int not null, amount bigint not null,
      created_at timestamptz not null default now())`;
  await superuser`create index on plain_entries (account_id, id)`;
  await superuser`insert into plain_accounts select id, ${funds} from generate_series(0, ${wallets}) id`;
}

async function prepareLedger(): Promise<void> {
  await registerCurrency(context, "HOT", 0);
  await asTenant(platform.sql, context.tenant.id, async (tx) => {
    await tx`
      insert into users (tenant_id, id, created_at, updated_at)
      select ${context.tenant.id}, 'user-' || id, now(), now() from generate_series(1, ${wallets}) id`;
    await tx`
      insert into currencies (tenant_id, code, digits, created_at)
      select ${context.tenant.id}, 'OWN_' || id, 0, now() from generate_series(1, ${wallets}) id`;
  });
  for (let first = 1; first <= wallets; first += 500) {
    const users = Array.from({ length: 500 }, (_, index) => first + index);
    await postBatch(
      withKey(),
      users.flatMap((user) =>
        ["HOT", currencyOf(user)].map((currency) => ({
          type: "deposit" as const,
          user: `user-${user}`,
          currency,
          amount: funds,
          reference: "bench",
          refundable: true,
        })),
      ),
    );
  }
}

interface Bytes {
  postings: number;
  ledger: number;
  beside: number;
}

async function bytesOnDisk(): Promise<Bytes> {
  const [row] = await superuser<{ postings: string; ledger: string; beside: string }[]>`
    select count(*) as postings,
      pg_total_relation_size('transactions') + pg_total_relation_size('entries') as ledger,
      pg_total_relation_size('idempotency_records') + pg_total_relation_size('events')
        + pg_total_relation_size('audit_records') as beside
    from transactions`;
  return { postings: Number(row?.postings), ledger: Number(row?.ledger), beside: Number(row?.beside) };
}

function growthPerPosting(from: Bytes, to: Bytes): Omit<Bytes, "postings"> {
  const postings = to.postings - from.postings;
  return {
    ledger: Math.round((to.ledger - from.ledger) / postings),
    beside: Math.round((to.beside - from.beside) / postings),
  };
}
