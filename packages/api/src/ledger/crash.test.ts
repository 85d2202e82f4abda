import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, describe, expect, it } from "vitest";
import { useLedger } from "../../test/ledger/ledger.ts";
import { topUp } from "../../test/ledger/postings.ts";
import { uuidOf } from "../platform/ids.ts";

const ledger = useLedger();
const command = join(import.meta.dirname, "../cli/main.ts");

interface Running {
  url: string;
  kill(): Promise<void>;
}

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
});

/** The API as an operator starts it, in a process of its own, on a free port. */
async function serve(): Promise<Running> {
  const { environment } = ledger.api.platform;
  const child = spawn(process.execPath, [command, "serve"], {
    env: {
      ...process.env,
      DATABASE_URL: ledger.api.database.url,
      BURSAR_ENCRYPTION_KEY: Buffer.from(environment.BURSAR_ENCRYPTION_KEY).toString("base64url"),
      RATE_LIMIT_FACTOR: "0",
      PORT: "0",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const url = await new Promise<string>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the API ended with ${code} before it served`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const { msg, port } = JSON.parse(line);
      if (msg === "serving") resolve(`http://127.0.0.1:${port}`);
    });
  });
  return {
    url,
    async kill() {
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    },
  };
}

interface Request {
  key: string;
  body: object;
  /** Null until it is answered. */
  answer: { status: number; body: { id?: string; code?: string }; replayed: boolean } | null;
}

async function send({ url }: Running, request: Request): Promise<void> {
  const response = await fetch(`${url}/v1/transactions`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${ledger.academy.secretKey}`,
      "content-type": "application/json",
      "idempotency-key": request.key,
    },
    body: JSON.stringify(request.body),
  });
  const body = (await response.json()) as { id?: string; code?: string };
  request.answer = { status: response.status, body, replayed: response.headers.has("idempotent-replayed") };
}

describe("an API process that is killed under load", () => {
  it("loses no acknowledged transaction and posts none twice: whoever asks again gets the one outcome", async () => {
    // Twice the load could pay: some are refused, and refusals must be remembered as well.
    const users = await Promise.all([1, 2, 3, 4].map(() => ledger.learner(topUp(250), topUp(50))));
    const requests: Request[] = [];
    const ask = (i: number): Request => {
      const [user, other] = [users[i % 4], users[(i + 1) % 4]];
      const common = { user, currency: "UNIT" };
      const kinds = [
        { ...common, type: "spend", amount: 3 },
        { ...common, type: "top_up", amount: 1, reason: "cash" },
        { ...common, type: "transfer", amount: 2, to: other, fee: 1 },
      ];
      const request = { key: `crash-${i}`, body: kinds[i % 3] as object, answer: null };
      requests.push(request);
      return request;
    };

    const first = await serve();
    let acknowledged = 0;
    const callers = Array.from({ length: 16 }, async () => {
      for (;;) {
        try {
          await send(first, ask(requests.length));
        } catch {
          return;
        }
        acknowledged++;
        if (acknowledged === 300) void first.kill();
      }
    });
    await Promise.all(callers);
    await first.kill();
    const unanswered = requests.filter(({ answer }) => answer === null);
    const answered = requests.filter(({ answer }) => answer !== null);
    expect(unanswered.length).toBeGreaterThan(0);
    expect(answered.length).toBeGreaterThanOrEqual(300);

    const second = await serve();
    await Promise.all(unanswered.map((request) => send(second, request)));
    // And whoever had an answer, but lost it, gets it again.
    const again = answered.slice(-50).map((request) => ({ ...request }));
    await Promise.all(again.map((request) => send(second, request)));
    for (const [i, { answer }] of again.entries()) {
      const before = answered.slice(-50)[i]?.answer;
      expect(answer).toMatchObject({ status: before?.status, replayed: true });
      expect(answer?.body.id).toBe(before?.body.id);
    }
    await second.kill();

    const posted = requests.flatMap(({ answer }) => (answer?.status === 201 ? [uuidOf(answer.body.id ?? "")] : []));
    const refused = requests.filter(({ answer }) => answer?.body.code === "wallet.insufficient_funds");
    expect(posted.length + refused.length).toBe(requests.length);
    const { superuser } = ledger.api.database;
    const stored = await superuser<{ id: string }[]>`
      select id from transactions where actor like 'key:%' and id not in (
        select transaction_id from entries e join accounts a on a.id = e.account_id
        where a.kind = 'clearing' and e.amount in (-250, -50))`;
    expect(stored.map(({ id }) => id).sort()).toEqual(posted.sort());
    const keys = await superuser<{ key: string }[]>`select key from idempotency_records where key like 'key:crash-%'`;
    expect(keys.map(({ key }) => key).sort()).toEqual(requests.map(({ key }) => `key:${key}`).sort());
    await ledger.expectSound();
  }, 60_000);
});
