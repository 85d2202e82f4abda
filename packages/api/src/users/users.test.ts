import type { users } from "@bursar/sdk/contract";
import { beforeAll, describe, expect, it } from "vitest";
import { type Caller, type TestTenant, useApi } from "../../test/api.ts";

const api = useApi();
let academy: TestTenant;
let server: Caller;

beforeAll(async () => {
  academy = await api.createTenant();
  server = academy.server;
  for (const currency of ["UNIT", "EUR"]) await server("PUT", `/v1/currencies/${currency}`, {});
});

const upsert = (id: string, input: object = {}, as = server) => as("PUT", `/v1/users/${encodeURIComponent(id)}`, input);
const list = async (query: Record<string, string>, as = server) =>
  (await as<{ data: users.UserWithBalances[] }>("GET", `/v1/users?${new URLSearchParams(query)}`)).body.data;
const find = async (search: string, as = server) => (await list({ search }, as)).map(({ id }) => id);

describe("a search for users", () => {
  it.each([
    ["name", { name: "Wanjirũ Òkafor" }, "irũ òk"],
    ["email", { email: "Zoë.Quartz@Example.com" }, "rtz@exam"],
  ])("finds a part of the %s, whatever its case", async (what, input, part) => {
    await upsert(`by-${what}`, input);
    for (const typed of [part, part.toUpperCase()]) expect(await find(typed)).toEqual([`by-${what}`]);
  });

  it("finds a part of the id, of whoever has neither name nor email", async () => {
    await upsert("matriculation 4711/x");
    expect(await find("4711/")).toEqual(["matriculation 4711/x"]);
  });

  it("finds what is said last, and no more what was said before", async () => {
    await upsert("renamed", { name: "Old Surname" });
    await upsert("renamed", { name: "New Surname" });
    expect([await find("old sur"), await find("new sur")]).toEqual([[], ["renamed"]]);
  });

  it("finds nobody of another site", async () => {
    const other = await api.createTenant();
    await upsert("theirs", { name: "Only Theirs", email: "theirs@other.example" }, other.server);
    await upsert("shared", { name: "Ours" });
    await upsert("shared", { name: "Also Theirs" }, other.server);
    expect(await find("theirs")).toEqual([]);
    expect(await find("theirs", other.server)).toEqual(["shared", "theirs"]);
    expect(await list({ search: "shared" })).toMatchObject([{ name: "Ours" }]);
  });

  it.each(["%", "_", "\\", "\\%", "%_%", "'"])("takes %j for what it is, and for no pattern", async (sign) => {
    const id = `sign-${Buffer.from(sign).toString("hex")}`;
    await upsert(id, { name: `before ${sign} after` });
    await upsert(`${id}-less`, { name: "before x after" });
    expect(await find(`before ${sign} a`)).toEqual([id]);
  });

  it("goes on where a page ended", async () => {
    for (const number of [1, 2, 3, 4, 5]) await upsert(`page-${number}`, { name: number === 3 ? "" : "Pagina" });
    const found: string[] = [];
    let cursor: string | null = "";
    do {
      const query: string = new URLSearchParams({ search: "pagina", limit: "3", ...(cursor && { cursor }) }).toString();
      const { body } = await server("GET", `/v1/users?${query}`);
      found.push(...body.data.map(({ id }: users.User) => id));
      cursor = body.page.nextCursor;
    } while (cursor);
    expect(found).toEqual(["page-1", "page-2", "page-4", "page-5"]);
  });

  it("tells what each may spend now, in each of the site's currencies", async () => {
    const give = (user: string, amount: number, fields: object = {}) =>
      server("POST", "/v1/transactions", { type: "grant", user, currency: "UNIT", amount, ...fields });
    for (const user of ["rich", "poor"]) await upsert(user, { name: "Balanced" });
    await give("rich", 70);
    await give("rich", 30, { expiresAt: new Date(api.clock.now().getTime() + 60_000).toISOString() });
    await server("POST", "/v1/transactions", { type: "spend", user: "rich", currency: "UNIT", amount: 10 });
    const balances = async () =>
      Object.fromEntries(
        (await list({ search: "balanced" })).map((user) => [
          user.id,
          user.balances.map(({ currency, balance }) => `${balance} ${currency}`),
        ]),
      );
    expect(await balances()).toEqual({ poor: ["0 EUR", "0 UNIT"], rich: ["0 EUR", "90 UNIT"] });
    // The ten came out of what expires first.
    api.clock.advance({ minutes: 2 });
    expect(await balances()).toEqual({ poor: ["0 EUR", "0 UNIT"], rich: ["0 EUR", "70 UNIT"] });
  });

  it("is an admin's, and nobody else's of the page", async () => {
    const status = async (role: "admin" | "instructor") =>
      (await (await academy.as("boss", [role]))("GET", "/v1/users?search=a")).status;
    expect([await status("admin"), await status("instructor")]).toEqual([200, 403]);
  });
});
