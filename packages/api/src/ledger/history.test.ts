import type { transactions } from "@bursar/sdk/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type HistoryStep, histories, patience, runs } from "../../test/ledger/history.ts";
import { useLedger } from "../../test/ledger/ledger.ts";
import { countPaths, takeOneByOne } from "../../test/ledger/paths.ts";
import { modelled, openStage, requested, type Sent, type Stage, send } from "../../test/ledger/player.ts";
import { LedgerModel, type ModelOutcome, type ModelTransaction } from "../../test/ledger-model.ts";
import { expireCredit, failOverduePending, sealLedger } from "./jobs.ts";

const ledger = useLedger({ otherProcesses: 2 });
const { api } = ledger;
const jobs = { expire: expireCredit, failOverdue: failOverduePending, seal: sealLedger };

/** The outcome of a posting as the API tells it, without what the model can't know. */
type Told = { amount: number; balance: number } | { refused: string; facts: Record<string, unknown> };

const factNames = ["needed", "available", "debt", "remaining", "transactionStatus"];

function toldBy(status: number, body: Record<string, unknown>): Told {
  if (status < 300) return { amount: Number(body.amount), balance: Number(body.balanceAfter) };
  const facts = Object.fromEntries(factNames.filter((name) => name in body).map((name) => [name, body[name]]));
  return { refused: String(body.code), facts };
}

const predicted = (outcome: ModelOutcome): Told =>
  "refused" in outcome ? outcome : { amount: outcome.amount, balance: outcome.balance };

/** Plays a history step by step on the ledger and on the model, which must agree after each. */
async function playBeside(model: LedgerModel, stage: Stage, history: readonly HistoryStep[]): Promise<void> {
  const { server, context } = ledger.academy;
  const ids = new Map<ModelTransaction, string>();
  const sent: { sent: Sent; touches: string[] }[] = [];
  const known = () => model.transactions.filter((transaction) => ids.has(transaction));
  const idOf = (transaction: ModelTransaction) => ids.get(transaction) ?? "";
  const now = () => api.clock.now().getTime();

  function agree(outcome: ModelOutcome, status: number, body: Record<string, unknown>): void {
    expect(toldBy(status, body)).toEqual(predicted(outcome));
    if ("posted" in outcome) ids.set(outcome.posted, String(body.id));
  }

  async function play(step: HistoryStep): Promise<void> {
    switch (step.do) {
      case "post": {
        const posting = modelled(stage, step.posting, now(), known());
        const touches = "to" in posting ? [posting.user, posting.to] : [posting.user];
        const request = await send(server, "/v1/transactions", requested(posting, stage, idOf));
        sent.push({ sent: request, touches });
        model.touch(touches, now());
        return agree(model.post(posting, now()), request.answer.status, request.answer.body);
      }
      case "batch": {
        const postings = step.postings.map((posting) => modelled(stage, posting, now(), known()));
        const body = { transactions: postings.map((posting) => requested(posting, stage, idOf)) };
        const request = await send(server, "/v1/transactions/batch", body);
        sent.push({ sent: request, touches: [] });
        model.touch(
          postings.flatMap((posting) => ("to" in posting ? [posting.user, posting.to] : [posting.user])),
          now(),
        );
        const { results } = request.answer.body as unknown as { results: transactions.BatchResult[] };
        for (const [i, posting] of postings.entries()) {
          const result = results[i] as transactions.BatchResult;
          if (result.outcome === "posted") agree(model.post(posting, now()), 201, result.transaction);
          else agree(model.post(posting, now()), result.problem.status, result.problem);
        }
        return;
      }
      case "reverse":
      case "settle":
      case "fail": {
        const original = known()[step.of % Math.max(known().length, 1)];
        if (!original) return;
        const path = `/v1/transactions/${idOf(original)}`;
        if (step.do === "reverse") {
          const { amount, overdraft } = step;
          const body = { amount: amount ?? undefined, overdraft, reason: "refund" };
          const request = await send(server, `${path}/reversals`, body);
          sent.push({ sent: request, touches: [original.user] });
          return agree(model.reverse(original, step, now()), request.answer.status, request.answer.body);
        }
        const request = await send(server, `${path}/${step.do}`);
        sent.push({ sent: request, touches: step.do === "fail" ? [original.user] : [] });
        const failed = () => model.reverse(original, { amount: null, overdraft: false }, now(), true);
        const outcome = step.do === "fail" ? failed() : model.settle(original, now());
        const refused = outcome !== null && typeof outcome === "object" ? "refused" in outcome : outcome !== null;
        expect(request.answer.status).toBe(refused ? 409 : 200);
        if (!refused) expect(request.answer.body).toMatchObject({ status: model.statusOf(original) });
        return;
      }
      case "replay": {
        const earlier = sent[step.of % Math.max(sent.length, 1)];
        if (!earlier) return;
        const { path, body, key, answer } = earlier.sent;
        model.touch(earlier.touches, now());
        if (step.changed && body && !("transactions" in body)) {
          const changed = await send(server, path, { ...body, description: "another" }, key);
          expect(changed.answer.body.code).toBe("idempotency.key_reused");
          return;
        }
        const again = await send(server, path, body, key);
        expect(again.answer.status).toBe(answer.status);
        expect({ ...again.answer.body, requestId: "" }).toEqual({ ...answer.body, requestId: "" });
        expect(again.answer.headers.get("idempotent-replayed")).toBe("true");
        return;
      }
      case "freeze":
      case "unfreeze": {
        const user = stage.users[step.user] ?? "";
        const path = `/v1/users/${user}/wallets/${stage.currency}/freeze`;
        const frozen = step.do === "freeze";
        const { status } = frozen ? await server("PUT", path, { reason: "x" }) : await server("DELETE", path);
        expect(status).toBe(200);
        const wallet = model.wallets.get(user);
        if (wallet) wallet.frozen = frozen;
        return;
      }
      case "advance":
        return api.clock.advance({ hours: step.hours });
      case "expire":
      case "failOverdue":
      case "seal":
        await jobs[step.do].run(context);
        if (step.do === "expire") model.touch(stage.users, now());
        if (step.do === "failOverdue") model.failOverdue(now());
        return;
    }
  }

  for (const step of history) {
    await play(step);
    await compareWallets(model, stage);
  }
  await compareBooks(model, stage, ids);
}

async function compareWallets(model: LedgerModel, stage: Stage): Promise<void> {
  for (const user of stage.users) {
    const { balance, refundable, promotional, lots } = await ledger.wallet(user, stage.currency);
    const told = lots.map((lot) => ({ ...lot, expiresAt: lot.expiresAt && Date.parse(lot.expiresAt) }));
    expect({ balance, refundable, promotional, lots: told }).toEqual(model.wallet(user, api.clock.now().getTime()));
  }
}

async function compareBooks(model: LedgerModel, stage: Stage, ids: Map<ModelTransaction, string>): Promise<void> {
  for (const [user, { statement }] of model.wallets) {
    const lines = await ledger.statement(user, stage.currency);
    expect(lines.map(({ type, amount, balanceAfter }) => ({ type, amount, balanceAfter }))).toEqual(statement);
  }
  const { body } = await ledger.academy.server("GET", "/v1/ledger/accounts");
  for (const { account, currency, balance } of body.data) {
    if (currency === stage.currency) expect([account, balance]).toEqual([account, model.platform.get(account) ?? 0]);
  }
  for (const [transaction, id] of ids) {
    const { status, reversed } = await ledger.transaction(id);
    expect({ status, reversed }).toEqual({ status: model.statusOf(transaction), reversed: transaction.reversed });
  }
}

describe("any history", () => {
  const play = (graceDays: number | null) => async (history: readonly HistoryStep[]) => {
    const stage = await openStage(ledger);
    await playBeside(new LedgerModel(stage.users, graceDays), stage, history);
  };
  const refundToExpiredLot = (graceDays: number | null) =>
    ledger.academy.settings({
      refundToExpiredLot: graceDays === null ? { policy: "forfeit" } : { policy: "reissue", graceDays },
    });

  it.each([
    ["reissued for three days", 3],
    ["forfeited", null],
  ])(
    "leads to the outcomes, balances, lots and statements that the rules predict (expired credit is %s)",
    async (_, graceDays) => {
      await refundToExpiredLot(graceDays);
      const paths = await countPaths(api);
      try {
        await fc.assert(fc.asyncProperty(histories(60), play(graceDays)), runs(15));
        await ledger.expectSound();
        // Or the one way through the ledger would be proven by the other.
        const { together, oneByOne } = await paths.count();
        expect(Math.min(together, oneByOne)).toBeGreaterThan(50);
      } finally {
        await paths.restore();
      }
    },
    patience,
  );

  it(
    "leads there as well when each posting is taken one by one",
    async () => {
      await refundToExpiredLot(3);
      const paths = await takeOneByOne(api);
      try {
        await fc.assert(fc.asyncProperty(histories(60), play(3)), runs(10));
        await ledger.expectSound();
      } finally {
        await paths.restore();
      }
    },
    patience,
  );
});
