import type { StatementLine } from "@bursar/sdk";
import { Transactions, Wallets } from "@bursar/sdk/resources";
import { pageSession, type Query } from "./session.ts";

/** A wallet's transactions, newest first, as far back as somebody has looked. */
export interface Statement {
  currency: string;
  lines: StatementLine[];
  /** Null when there are no older ones. */
  nextCursor: string | null;
}

/** Whose wallet: of the signed-in user, unless an admin looks at another's. The first one when no currency is named. */
export interface StatementOf {
  currency?: string | undefined;
  user?: string | undefined;
}

export const statementQuery = ({ currency, user }: StatementOf): Query<Statement | null> => ({
  key: `statement/${currency ?? ""}/${user ?? ""}`,
  load: async (api) => {
    const shown = currency ?? (await new Wallets(api).list({ user })).data[0]?.currency;
    if (!shown) return null;
    const { data, page } = await new Transactions(api).list({ currency: shown, user });
    return { currency: shown, lines: data, nextCursor: page.nextCursor };
  },
  merge,
  follow: (fact, resource) => {
    if (fact.type === "wallet.managed" && fact.data.user === user) void resource.refresh();
    if (fact.type !== "transaction.posted" || user !== undefined) return;
    const shown = currency ?? resource.value?.currency;
    if (!shown || shown === fact.data.currency) void resource.refresh();
  },
});

/** Loads the next older page. */
export async function loadOlder(of: StatementOf): Promise<void> {
  const session = pageSession();
  const resource = session.resource(statementQuery(of));
  const { currency, nextCursor: cursor } = resource.value ?? {};
  if (!currency || !cursor) return;
  const { data, page } = await session.read((api) => new Transactions(api).list({ ...of, currency, cursor }));
  const known = resource.value;
  // Another element may have asked for the same page, or somebody else have signed in.
  if (known?.nextCursor !== cursor) return;
  resource.extend({ ...known, lines: [...known.lines, ...data], nextCursor: page.nextCursor });
}

/** New lines go on top of those that are known, unless more has happened than one page holds. */
function merge(fresh: Statement | null, known: Statement | null): Statement | null {
  if (!fresh || fresh.currency !== known?.currency) return fresh;
  const ids = new Set(fresh.lines.map(({ id }) => id));
  const older = known.lines.filter(({ id }) => !ids.has(id));
  if (older.length === known.lines.length) return fresh;
  return { ...known, lines: [...fresh.lines, ...older] };
}
