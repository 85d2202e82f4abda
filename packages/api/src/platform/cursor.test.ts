import { beforeAll, describe, expect, it } from "vitest";
import { type Caller, type TestTenant, useApi } from "../../test/api.ts";

const api = useApi();
let academy: TestTenant;
let server: Caller;

interface Page {
  data: { id: string; offering?: string; amount?: number }[];
  page: { nextCursor: string | null };
}

beforeAll(async () => {
  academy = await api.createTenant();
  server = academy.server;
  await server("PUT", "/v1/currencies/UNIT", {});
  await server("PUT", "/v1/users/amina", {});
  for (const number of [1, 2, 3]) {
    await server("PUT", `/v1/users/user-${number}`, {});
    await server("PUT", `/v1/offerings/course-${number}`, {});
    await server("POST", "/v1/users/amina/enrollments", { offering: `course-${number}` });
    await post(number);
    const prices = [{ currency: "UNIT", amount: 1 }];
    await server("PUT", `/v1/offerings/lesson-${number}`, { payee: "teacher", prices });
    await post(1, `user-${number}`);
    await server("POST", `/v1/users/user-${number}/enrollments`, { offering: `lesson-${number}` });
  }
});

const post = (amount: number, user = "amina") =>
  server("POST", "/v1/transactions", { type: "grant", user, currency: "UNIT", amount });

const lists = {
  users: "/v1/users",
  offerings: "/v1/offerings",
  enrollments: "/v1/users/amina/enrollments",
  transactions: "/v1/users/amina/wallets/UNIT/transactions",
  events: "/v1/events",
  "audit records": "/v1/audit-records",
  holds: "/v1/holds",
};
type List = keyof typeof lists;
const names = Object.keys(lists) as List[];

const read = (list: List, cursor: string | null, limit = 2) =>
  server<Page>("GET", `${lists[list]}?limit=${limit}${cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`}`);
const encode = (value: unknown) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

async function cursorOf(list: List): Promise<string> {
  const { body } = await read(list, null);
  return body.page.nextCursor ?? expect.fail(`${list} is too short`);
}

/** A cursor of the list's, with another value in one place of its key. */
async function forged(list: List, change: (key: unknown[]) => unknown): Promise<string> {
  return encode(change(JSON.parse(Buffer.from(await cursorOf(list), "base64url").toString())));
}

describe.each(names)("a cursor for %s", (list) => {
  it("leads to the next page", async () => {
    const first = await read(list, null);
    const second = await read(list, await cursorOf(list));
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.body.data[0]).not.toEqual(first.body.data[0]);
  });

  it("is refused when it is another list's", async () => {
    for (const other of names.filter((name) => name !== list)) {
      const answer = await read(list, await cursorOf(other));
      expect([other, answer.status, answer.body.code]).toEqual([other, 400, "cursor.invalid"]);
    }
  });

  it("is refused when it is made up, cut, or too much", async () => {
    const own = await cursorOf(list);
    const bad = [
      ...["", " ", "x", "null", "%", "\u0000", "🦄", own.slice(0, -3), own.slice(2), `${own}x`.replace(/^./, "_")],
      ...[null, {}, [], "[", 0, "[[]]", [list], [null, null, null], ["users"]].map(encode),
      encode(["x".repeat(1000)]),
    ];
    for (const cursor of bad) {
      const answer = await read(list, cursor);
      expect([cursor, answer.status, answer.body.code]).toEqual([cursor, 400, "cursor.invalid"]);
    }
    expect((await read(list, "A".repeat(2001))).body.code).toBe("request.invalid");
  });

  it("is refused when its key is none that a row has", async () => {
    const values = [
      null,
      true,
      {},
      [],
      1.5,
      2 ** 31,
      2 ** 53,
      -(2 ** 31) - 1,
      1e300,
      "a\0b",
      "x".repeat(301),
      "\ud800",
    ];
    for (const value of values) {
      for (const place of [1, 2]) {
        const cursor = await forged(list, (key) => (place < key.length ? key.with(place, value) : [...key, value]));
        const answer = await read(list, cursor);
        expect([value, answer.status, answer.body.code]).toEqual([value, 400, "cursor.invalid"]);
      }
    }
  });
});

describe("pages", () => {
  /** The whole list, a page at a time; something is done between the pages. */
  async function readAll(list: List, between: () => Promise<unknown>, most: number): Promise<Page["data"]> {
    const rows: Page["data"] = [];
    for (let cursor: string | null = null, pages = 0; pages < most; pages++) {
      const { body }: { body: Page } = await read(list, cursor);
      rows.push(...body.data);
      cursor = body.page.nextCursor;
      if (cursor === null) break;
      await between();
    }
    return rows;
  }

  it("of a statement neither skip nor repeat a line while more are being posted", async () => {
    const rows = await readAll("transactions", () => post(100), 10);
    expect(rows.map(({ amount }) => amount)).toEqual([3, 2, 1]);
  });

  it("of enrollments neither skip nor repeat while the user enrolls in more", async () => {
    let more = 0;
    const enrollInAnother = async () => {
      await server("PUT", `/v1/offerings/more-${++more}`, {});
      await server("POST", "/v1/users/amina/enrollments", { offering: `more-${more}` });
    };
    const rows = await readAll("enrollments", enrollInAnother, 10);
    expect(rows.map(({ offering }) => offering)).toEqual(["course-3", "course-2", "course-1"]);
  });

  it("of users neither skip nor repeat while others join before and after", async () => {
    let more = 0;
    const join = async () => {
      await server("PUT", `/v1/users/aaa-${++more}`, {});
      await server("PUT", `/v1/users/zzz-${more}`, {});
    };
    const ids = (await readAll("users", join, 10)).map(({ id }) => id);
    expect(ids.slice(0, 4)).toEqual(["amina", "user-1", "user-2", "user-3"]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("of the audit log neither skip nor repeat while more is being done", async () => {
    const before = (await server<Page>("GET", "/v1/audit-records?limit=100")).body.data.map(({ id }) => id);
    const rows = await readAll("audit records", () => post(1), 100);
    expect(rows.map(({ id }) => id)).toEqual(before);
  });

  it("go on after the longest of ids, in any script", async () => {
    const tenant = await api.createTenant();
    const longest = ["ع".repeat(255), `${"漢".repeat(254)}字`, "😀".repeat(127)];
    for (const id of longest) {
      const created = await tenant.server("PUT", `/v1/users/${encodeURIComponent(id)}`, {});
      expect(created.status).toBe(200);
    }
    const read: string[] = [];
    for (let cursor = ""; ; ) {
      const { status, body } = await tenant.server<Page>("GET", `/v1/users?limit=1${cursor && `&cursor=${cursor}`}`);
      expect(status).toBe(200);
      read.push(...body.data.map(({ id }) => id));
      if (body.page.nextCursor === null) break;
      cursor = body.page.nextCursor;
    }
    expect(read.toSorted()).toEqual(longest.toSorted());
  });
});
