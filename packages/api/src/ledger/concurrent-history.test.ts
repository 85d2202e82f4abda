import type { transactions } from "@bursar/sdk/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Caller } from "../../test/api.ts";
import { type HistoryStep, histories, patience, runs } from "../../test/ledger/history.ts";
import { useLedger } from "../../test/ledger/ledger.ts";
import { countPaths } from "../../test/ledger/paths.ts";
import { modelled, openStage, requested, type Sent, type Stage, send } from "../../test/ledger/player.ts";
import type { ModelTransaction } from "../../test/ledger-model.ts";
import type { Context } from "../platform/context.ts";
import { uuidOf } from "../platform/ids.ts";
import { expireCredit, failOverduePending, sealLedger } from "./jobs.ts";

const ledger = useLedger({ otherProcesses: 2 });
const { api } = ledger;
const jobs = { expire: expireCredit, failOverdue: failOverduePending, seal: sealLedger };

/** What the players of one stage have sent and posted so far: any of them may take it up. */
interface Common {
  sent: Sent[];
  posted: { type: string; id: string }[];
}

const pick = <T>(items: readonly T[], index: number): T | undefined => items[index % Math.max(items.length, 1)];

/** Plays a history through one process, beside others that play theirs on the same wallets. */
async function play(via: Caller, context: Context, stage: Stage, history: readonly HistoryStep[], common: Common) {
  const asked = async (path: string, body?: object, key?: string) => {
    const request = await send(via, path, body, key);
    // Contention is never the caller's problem.
    expect([path, request.answer.body.code, request.answer.status < 500]).toEqual([
      path,
      request.answer.body.code,
      true,
    ]);
    if (key === undefined) common.sent.push(request);
    return request.answer;
  };
  const body = (step: Parameters<typeof modelled>[1]) => {
    const about = step.type === "adjustment" && step.about !== null ? pick(common.posted, step.about) : undefined;
    const posting = modelled(stage, step, api.clock.now().getTime(), about ? [about as never as ModelTransaction] : []);
    return requested(posting, stage, () => about?.id ?? "");
  };
  const note = ({ id, type }: Record<string, unknown>) => {
    if (typeof id === "string" && typeof type === "string") common.posted.push({ type, id });
  };
  for (const step of history) {
    switch (step.do) {
      case "post": {
        const answer = await asked("/v1/transactions", body(step.posting));
        if (answer.status === 201) note(answer.body);
        break;
      }
      case "batch": {
        const answer = await asked("/v1/transactions/batch", { transactions: step.postings.map(body) });
        const { results } = answer.body as unknown as { results: transactions.BatchResult[] };
        for (const result of results) if (result.outcome === "posted") note(result.transaction);
        break;
      }
      case "reverse": {
        const original = pick(common.posted, step.of);
        if (!original) break;
        const { amount, overdraft } = step;
        const refund = { amount: amount ?? undefined, overdraft, reason: "refund" };
        const answer = await asked(`/v1/transactions/${original.id}/reversals`, refund);
        if (answer.status === 201) note(answer.body);
        break;
      }
      case "settle":
      case "fail": {
        const original = pick(common.posted, step.of);
        if (original) await asked(`/v1/transactions/${original.id}/${step.do}`);
        break;
      }
      case "replay": {
        const earlier = pick(common.sent, step.of);
        if (earlier) await asked(earlier.path, earlier.body, earlier.key);
        break;
      }
      case "freeze":
      case "unfreeze": {
        const path = `/v1/users/${stage.users[step.user]}/wallets/${stage.currency}/freeze`;
        if (step.do === "freeze") await via("PUT", path, { reason: "x" });
        else await via("DELETE", path);
        break;
      }
      case "advance":
        api.clock.advance({ hours: step.hours });
        break;
      default:
        await jobs[step.do].run(context);
    }
  }
}

/** Every request that was answered is stored as it was answered, once, and nothing else is stored. */
async function expectStoredOnce(stage: Stage, { sent }: Common): Promise<void> {
  const stored = await api.database.superuser<{ id: string; type: string; about: string | null }[]>`
    select t.id, t.type, t.about from transactions t
    where t.actor like 'key:%' and exists (
      select from entries e join accounts a on a.id = e.account_id
      where e.transaction_id = t.id and a.currency = ${stage.currency})`;
  const acknowledged = sent.flatMap(({ path, answer }): string[] => {
    if (answer.status >= 300) return [];
    if (path.endsWith("/settle") || path.endsWith("/fail")) return [];
    if (!path.endsWith("/batch")) return [uuidOf((answer.body as unknown as transactions.StatementLine).id)];
    const { results } = answer.body as unknown as { results: transactions.BatchResult[] };
    return results.flatMap((result) => (result.outcome === "posted" ? [uuidOf(result.transaction.id)] : []));
  });
  // Settling and failing answer the transaction that has ended, not the one that ended it.
  const ended = sent
    .filter(({ path, answer }) => answer.status < 300 && /\/(settle|fail)$/.test(path))
    .map(({ path }) => uuidOf(path.split("/")[3] as string));
  const enders = stored.filter(({ type, about, id }) => type === "settlement" || (about && !acknowledged.includes(id)));
  expect(enders.map(({ about }) => about).sort()).toEqual(ended.sort());
  const others = stored.filter((row) => !enders.includes(row)).map(({ id }) => id);
  expect(others.sort()).toEqual(acknowledged.sort());
}

async function expectStatementsToAddUp(stage: Stage): Promise<void> {
  for (const user of stage.users) {
    let balance = 0;
    for (const line of await ledger.statement(user, stage.currency)) {
      balance += line.amount;
      expect(line.balanceAfter).toBe(balance);
    }
    // What has expired and is not written off yet stands in the statement, though it can't be spent.
    await expireCredit.run(ledger.academy.context);
    const after = (await ledger.statement(user, stage.currency)).at(-1)?.balanceAfter ?? 0;
    expect(await ledger.balance(user, stage.currency)).toBe(after);
  }
}

/** Whoever asks again, through whichever process, is answered as the first time. */
async function expectReplays(common: Common): Promise<void> {
  const stored = common.sent.filter(({ answer }) => answer.body.code !== "request.invalid");
  const again = await Promise.all(
    stored.map(({ path, body, key }, i) => send(ledger.servers[i % ledger.servers.length] as Caller, path, body, key)),
  );
  for (const [i, { answer }] of again.entries()) {
    const first = stored[i]?.answer;
    expect(answer.status).toBe(first?.status);
    expect(answer.headers.get("idempotent-replayed")).toBe("true");
    if (!/\/(settle|fail)$/.test(stored[i]?.path ?? "")) {
      expect({ ...answer.body, requestId: "" }).toEqual({ ...first?.body, requestId: "" });
    }
  }
}

describe("any three histories at once, on the same wallets through three processes", () => {
  it(
    "leave a sound ledger: each acknowledged outcome stored once, versions without a gap, statements that add up",
    async () => {
      const paths = await countPaths(api);
      await fc.assert(
        fc.asyncProperty(histories(150), async (history) => {
          const stage = await openStage(ledger);
          const common: Common = { sent: [], posted: [] };
          const contexts = [
            ledger.academy.context,
            ...ledger.processes.map(({ platform: { sql, hot, hints } }) => ({
              ...ledger.academy.context,
              sql,
              hot,
              hints,
            })),
          ];
          // Dealt out like cards, twice over, so that calls meet in the batches of one process too.
          const players = ledger.servers.length * 2;
          await Promise.all(
            Array.from({ length: players }, (_, player) => {
              const via = ledger.servers[player % ledger.servers.length] as Caller;
              const context = contexts[player % contexts.length] as Context;
              const hand = history.filter((_step, i) => i % players === player);
              return play(via, context, stage, hand, common);
            }),
          );
          await expectStoredOnce(stage, common);
          await expectStatementsToAddUp(stage);
          await expectReplays(common);
          await ledger.expectSound();
        }),
        { ...runs(12), endOnFailure: true },
      );
      const { together, oneByOne } = await paths.count();
      expect(Math.min(together, oneByOne)).toBeGreaterThan(50);
    },
    patience,
  );
});
