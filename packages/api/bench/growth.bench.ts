// Whether what a page asks for stays as quick when there is a hundred times as much of it: two tenants side by side in one
// database, the same requests to each.
import { createUserToken } from "@bursar/sdk";
import { startBenchApi } from "./bench-api.ts";
import { goal, measure, printTable, ratio, rounds } from "./measure.ts";

const sizes = { small: { offerings: 100, entries: 1_000 }, large: { offerings: 10_000, entries: 100_000 } } as const;
type Size = keyof typeof sizes;
const callers = 4;
const milliseconds = 1_000;

const api = await startBenchApi(callers);
const academies = { small: await furnish("small"), large: await furnish("large") };
await api.superuser`vacuum analyze`;

interface Academy {
  ask(path: string): Promise<unknown>;
  /** Cursors in the middle of the lists. */
  middleOfCatalog: string;
  middleOfStatement: string;
}

const questions = {
  "catalog, first page": ({ ask }: Academy) => ask("/v1/me/offerings"),
  "catalog, from the middle": ({ ask, middleOfCatalog }: Academy) => ask(`/v1/me/offerings?cursor=${middleOfCatalog}`),
  "catalog, search": ({ ask }: Academy) => ask("/v1/me/offerings?search=title+4&limit=10"),
  "one offering": ({ ask }: Academy) => ask("/v1/me/offerings/course-42"),
  access: ({ ask }: Academy) => ask("/v1/me/access/course-42"),
  "statement, first page": ({ ask }: Academy) => ask("/v1/me/wallets/UNIT/transactions"),
  "statement, from the middle": ({ ask, middleOfStatement }: Academy) =>
    ask(`/v1/me/wallets/UNIT/transactions?cursor=${middleOfStatement}`),
  wallet: ({ ask }: Academy) => ask("/v1/me/wallets/UNIT"),
};

const results = await rounds(
  5,
  Object.fromEntries(
    Object.entries(questions).flatMap(([name, question]) =>
      (["small", "large"] as const).map((size) => [
        `${name}, ${size}`,
        () => measure(callers, milliseconds, () => question(academies[size])),
      ]),
    ),
  ),
);
printTable(results);
for (const name of Object.keys(questions)) {
  goal(
    `p99 at a hundred times the rows: ${name}`,
    ratio(results, `${name}, large`, `${name}, small`, "p99"),
    "at most",
    1.5,
  );
}
await api.stop();

async function furnish(size: Size): Promise<Academy> {
  const { offerings, entries } = sizes[size];
  process.stderr.write(`${size}: ${offerings} offerings, a wallet of ${entries} entries …\n`);
  const tenant = await api.createTenant();
  await tenant.server("PUT", "/v1/currencies/UNIT", {});
  await tenant.server("PUT", "/v1/users/learner", {});
  const all = Array.from({ length: offerings }, (_, n) => ({
    id: `course-${n}`,
    title: `Title ${n}`,
    prices: [{ currency: "UNIT", amount: 5 }],
  }));
  for (let first = 0; first < offerings; first += 1000) {
    await tenant.server("POST", "/v1/offerings/batch", { offerings: all.slice(first, first + 1000) });
  }
  const posting = { user: "learner", currency: "UNIT", amount: 1 };
  await tenant.server("POST", "/v1/transactions", { type: "top_up", ...posting, amount: entries * 2, reason: "bench" });
  for (let first = 0; first < entries; first += 1000) {
    const transactions = Array.from({ length: 1000 }, () => ({ type: "spend", ...posting }));
    await tenant.server("POST", "/v1/transactions/batch", { transactions });
  }
  const token = await createUserToken({ secret: tenant.tokenSecret, user: "learner", expiresInSeconds: 3600 });
  const ask = (path: string) => tenant.asUser(token, "GET", path);
  return {
    ask,
    middleOfCatalog: await cursorAt(ask, "/v1/me/offerings", offerings / 2),
    middleOfStatement: await cursorAt(ask, "/v1/me/wallets/UNIT/transactions", entries / 2),
  };
}

async function cursorAt(ask: Academy["ask"], path: string, depth: number): Promise<string> {
  const limit = Math.min(depth, 100);
  let cursor = "";
  for (let read = 0; read < depth; read += limit) {
    const page = (await ask(`${path}?limit=${limit}${cursor && `&cursor=${cursor}`}`)) as {
      page: { nextCursor: string };
    };
    cursor = page.page.nextCursor;
  }
  return cursor;
}
