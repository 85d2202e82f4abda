import { randomUUID } from "node:crypto";
import type { Answer, Caller } from "../api.ts";
import type { ModelPosting, ModelTransaction } from "../ledger-model.ts";
import type { HistoryPosting } from "./history.ts";
import type { Ledger } from "./ledger.ts";

/** A request that was sent, and how it was answered. */
export interface Sent {
  path: string;
  body: object | undefined;
  key: string;
  answer: Answer<Record<string, unknown>>;
}

/** A history's own users and currency in a ledger, and the instant at which it begins. */
export interface Stage {
  users: readonly string[];
  currency: string;
  begin: number;
  pendings: number;
}

const hour = 3_600_000;
let stages = 0;

/** An empty stage: no wallet was ever used, no platform account is there yet. */
export async function openStage({ academy, api }: Ledger): Promise<Stage> {
  stages++;
  const stage = {
    users: ["amina", "omar", "zoe"],
    currency: `STAGE_${stages}`,
    begin: Date.parse("2026-11-20T00:00:00Z"),
    pendings: 0,
  };
  api.clock.set(new Date(stage.begin).toISOString());
  await academy.server("PUT", `/v1/currencies/${stage.currency}`, {});
  if (stages === 1) for (const user of stage.users) await academy.server("PUT", `/v1/users/${user}`, {});
  return stage;
}

export async function send(via: Caller, path: string, body?: object, key: string = randomUUID()): Promise<Sent> {
  return { path, body, key, answer: await via("POST", path, body, { idempotencyKey: key }) };
}

const nobody = "nobody";
const pick = <T>(items: readonly T[], index: number): T | undefined => items[index % Math.max(items.length, 1)];

/** The posting as the model takes it. Each pending one ends in a millisecond of its own, so that jobs meet them in one order. */
export function modelled(
  stage: Stage,
  posting: HistoryPosting,
  now: number,
  known: readonly ModelTransaction[],
): ModelPosting {
  const { users, begin } = stage;
  const user = users[posting.user] ?? nobody;
  const expiresAt =
    "expiresOnDay" in posting && posting.expiresOnDay !== null ? begin + posting.expiresOnDay * 24 * hour : null;
  switch (posting.type) {
    case "grant":
      return { type: posting.type, user, amount: posting.amount, expiresAt };
    case "top_up":
    case "deposit":
      return { type: posting.type, user, amount: posting.amount, refundable: posting.refundable, expiresAt };
    case "spend": {
      const pendingUntil = posting.pendingHours === null ? null : now + posting.pendingHours * hour + stage.pendings++;
      return { type: posting.type, user, amount: posting.amount, pendingUntil };
    }
    case "adjustment": {
      const about = posting.about === null ? null : (pick(known, posting.about) ?? null);
      return { type: posting.type, user, amount: posting.amount, overdraft: posting.overdraft, about };
    }
    case "transfer":
      return { type: posting.type, user, amount: posting.amount, to: users[posting.to] ?? nobody, fee: posting.fee };
  }
}

/** The posting as the API takes it. */
export function requested(
  posting: ModelPosting,
  { currency }: Stage,
  idOf: (about: ModelTransaction) => string,
): object {
  const { user, type, amount } = posting;
  const instant = (time: number | null) => (time === null ? undefined : new Date(time).toISOString());
  const common = { type, user, currency, amount };
  switch (posting.type) {
    case "grant":
      return { ...common, expiresAt: instant(posting.expiresAt) };
    case "top_up":
      return { ...common, expiresAt: instant(posting.expiresAt), refundable: posting.refundable, reason: "cash" };
    case "deposit":
      return {
        ...common,
        expiresAt: instant(posting.expiresAt),
        refundable: posting.refundable,
        reference: "contract",
      };
    case "spend":
      return { ...common, pendingUntil: instant(posting.pendingUntil) };
    case "adjustment":
      return {
        ...common,
        reason: "correction",
        overdraft: posting.overdraft,
        about: posting.about ? idOf(posting.about) : undefined,
      };
    case "transfer":
      return { ...common, to: posting.to, fee: posting.fee };
  }
}
