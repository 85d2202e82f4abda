import { beforeAll, describe, expect, it } from "vitest";
import { useLedger } from "../../test/ledger/ledger.ts";
import { topUp } from "../../test/ledger/postings.ts";
import { allRows } from "../../test/ledger/rows.ts";

const ledger = useLedger();
const { api } = ledger;

beforeAll(async () => {
  await ledger.academy.server("PUT", "/v1/offerings/course", { prices: [{ currency: "UNIT", amount: 50 }] });
  await api.database.superuser.unsafe(`
    create function break_it() returns trigger language plpgsql as $$ begin raise exception 'broken on purpose'; end $$`);
});

describe("an enrollment whose work breaks in the middle", () => {
  it.each([
    ["transactions", "insert"],
    ["entries", "insert"],
    ["lots", "update"],
    ["accounts", "update"],
    ["enrollments", "insert"],
    ["entitlements", "insert"],
    ["events", "insert"],
    ["audit_records", "insert"],
    ["idempotency_records", "insert"],
  ])(
    "leaves nothing of itself when %s can't take its %s, and succeeds when it is asked for again",
    async (table, verb) => {
      const user = await ledger.learner(topUp(100));
      const enroll = () =>
        ledger.academy.server(
          "POST",
          `/v1/users/${user}/enrollments`,
          { offering: "course" },
          { idempotencyKey: `broken-${table}` },
        );
      const { superuser } = api.database;
      await superuser.unsafe(
        `create trigger broken before ${verb} on ${table} for each row execute function break_it()`,
      );
      const before = await allRows(api);
      const broken = await enroll();
      expect([broken.status, broken.body.code]).toEqual([500, "server.error"]);
      expect(JSON.stringify(broken.body)).not.toContain("purpose");
      expect(await allRows(api)).toEqual(before);
      await superuser.unsafe(`drop trigger broken on ${table}`);
      const again = await enroll();
      expect([again.status, again.body.balance.balance, again.headers.get("idempotent-replayed")]).toEqual([
        201,
        50,
        null,
      ]);
    },
  );

  it("leaves no half of a batch either: whoever enrolled beside it is enrolled, and only they", async () => {
    const users = await Promise.all([1, 2, 3, 4].map(() => ledger.learner(topUp(50))));
    const { superuser } = api.database;
    await superuser.unsafe(`
      create trigger broken before insert on entitlements for each row
      when (new.user_id = '${users[2]}') execute function break_it()`);
    const answers = await Promise.all(
      users.map((user) => ledger.academy.server("POST", `/v1/users/${user}/enrollments`, { offering: "course" })),
    );
    await superuser.unsafe("drop trigger broken on entitlements");
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 500, 201]);
    expect(await Promise.all(users.map((user) => ledger.balance(user)))).toEqual([0, 0, 50, 0]);
    await ledger.expectSound();
  });
});
