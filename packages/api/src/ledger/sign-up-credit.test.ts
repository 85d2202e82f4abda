import { beforeAll, describe, expect, it } from "vitest";
import { useLedger } from "../../test/ledger/ledger.ts";
import { spend } from "../../test/ledger/postings.ts";

const ledger = useLedger({ otherProcesses: 2 });
const { api } = ledger;

beforeAll(() => ledger.academy.settings({ signUpCredit: { currency: "UNIT", amount: 25, expiresInDays: 30 } }));

const forget = (user: string) => api.database.superuser`delete from users where id = ${user}`;
const credits = async (user: string) =>
  (await ledger.statement(user)).filter(({ type }) => type === "sign_up_credit").map(({ amount }) => amount);

describe("sign-up credit", () => {
  it("is given to a new user: promotional, never refundable, with its expiry", async () => {
    const user = await ledger.learner();
    expect(await ledger.lots(user)).toEqual(["promotional 25 until 2026-12-20T09:00:00.000Z"]);
    expect(await ledger.wallet(user)).toMatchObject({ promotional: 25, refundable: 0 });
  });

  it("is given once, however often the host sends the user", async () => {
    const user = await ledger.learner();
    await ledger.academy.server("PUT", `/v1/users/${user}`, { name: "Amina" });
    expect(await credits(user)).toEqual([25]);
  });

  it("is given once when the user is seen by all processes at the same moment", async () => {
    const puts = Array.from({ length: 12 }, (_, i) => ledger.servers[i % 3]?.("PUT", "/v1/users/everywhere", {}));
    expect((await Promise.all(puts)).map((answer) => answer?.status)).toEqual(Array(12).fill(200));
    expect(await credits("everywhere")).toEqual([25]);
  });

  it("is given to a user whom a token names for the first time", async () => {
    const newcomer = await ledger.academy.as("newcomer");
    const answers = await Promise.all([1, 2, 3].map(() => newcomer("GET", "/v1/me/wallets/UNIT")));
    expect(answers.map(({ body }) => body.balance)).toEqual([25, 25, 25]);
    expect(await credits("newcomer")).toEqual([25]);
  });

  it("is not given again to a user who was deleted and created anew", async () => {
    const user = await ledger.learner(spend(20));
    await forget(user);
    await ledger.academy.server("PUT", `/v1/users/${user}`, {});
    expect(await ledger.balance(user)).toBe(5);
    expect(await credits(user)).toEqual([25]);
  });

  it("is not given again after it was taken back", async () => {
    const user = await ledger.learner();
    const [credit] = await ledger.statement(user);
    await ledger.reverse(credit?.id ?? "");
    await forget(user);
    await ledger.academy.server("PUT", `/v1/users/${user}`, {});
    expect(await ledger.balance(user)).toBe(0);
  });

  it("is another's for a user of the same id in another tenant", async () => {
    const other = await api.createTenant("Other Academy");
    await other.server("PUT", "/v1/currencies/UNIT", {});
    await other.settings({ signUpCredit: { currency: "UNIT", amount: 7, expiresInDays: null } });
    const user = await ledger.learner();
    await other.server("PUT", `/v1/users/${user}`, {});
    expect((await other.server("GET", `/v1/users/${user}/wallets/UNIT`)).body.balance).toBe(7);
    expect(await ledger.balance(user)).toBe(25);
  });

  it("can't be posted twice, even past the ledger: an index stands against it", async () => {
    const user = await ledger.learner();
    await expect(api.database.superuser`
      insert into transactions (tenant_id, type, id, actor, reference)
      values (${ledger.academy.tenant.id}, 'sign_up_credit', uuidv7(), 'operator', ${user})`).rejects.toThrow(
      "one_sign_up_credit_per_user",
    );
    await ledger.expectSound();
  });
});
