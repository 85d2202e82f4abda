import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { type TestTenant, useApi } from "../../test/api.ts";

const api = useApi();
let academy: TestTenant;

beforeEach(async () => {
  academy = await api.createTenant();
});

type Page = { data: { type: string; user: string | null; data: object }[]; page: { nextCursor: string } };

const feed = async (cursor?: string, limit = 100): Promise<Page> => {
  const answer = await academy.server<Page>("GET", `/v1/events?limit=${limit}${cursor ? `&cursor=${cursor}` : ""}`);
  expect(answer.status).toBe(200);
  return answer.body;
};
const usersIn = ({ data }: Page) => data.map(({ user }) => user);
const createUser = (id: string) => academy.server("PUT", `/v1/users/${id}`, {});

/** A transaction that has written an event and takes its time to commit. */
async function lateTransaction(user: string): Promise<{ commit(): Promise<void>; rollback(): Promise<void> }> {
  const connection = await api.database.superuser.reserve();
  await connection`begin`;
  await connection`
    insert into events (tenant_id, id, type, user_id, data, created_at)
    values (${academy.tenant.id}, ${randomUUID()}, 'user.created', ${user}, '{}', now())`;
  const end = (how: string) => async () => {
    await connection.unsafe(how);
    connection.release();
  };
  return { commit: end("commit"), rollback: end("rollback") };
}

describe("the feed of events", () => {
  it("tells what happened, in order, and where to go on when more has", async () => {
    await createUser("amina");
    const first = await feed();
    expect(first.data).toMatchObject([{ type: "user.created", user: "amina", data: {} }]);
    expect(usersIn(await feed(first.page.nextCursor))).toEqual([]);
    await createUser("omar");
    const second = await feed(first.page.nextCursor);
    expect(usersIn(second)).toEqual(["omar"]);
    expect((await feed(second.page.nextCursor)).page.nextCursor).toBe(second.page.nextCursor);
  });

  it("never skips an event whose transaction committed after later ones", async () => {
    await createUser("before");
    const late = await lateTransaction("late");
    await createUser("after");
    const first = await feed();
    // What began later waits: told now, its cursor would lie beyond the one that is still to come.
    expect(usersIn(first)).toEqual(["before"]);
    await late.commit();
    expect(usersIn(await feed(first.page.nextCursor))).toEqual(["late", "after"]);
  });

  it("goes on past a transaction that was rolled back", async () => {
    const late = await lateTransaction("never");
    await createUser("after");
    const first = await feed();
    expect(usersIn(first)).toEqual([]);
    await late.rollback();
    expect(usersIn(await feed(first.page.nextCursor))).toEqual(["after"]);
  });

  it("neither skips nor repeats when read page by page while many write", async () => {
    const ids = Array.from({ length: 60 }, (_, number) => `user-${number}`);
    let writing = true;
    const written = Promise.all(ids.map(createUser)).finally(() => {
      writing = false;
    });
    const read: (string | null)[] = [];
    let cursor: string | undefined;
    for (;;) {
      const isLast = !writing;
      const page = await feed(cursor, 7);
      read.push(...usersIn(page));
      cursor = page.page.nextCursor;
      if (isLast && page.data.length === 0) break;
    }
    await written;
    expect(read.toSorted()).toEqual(ids.toSorted());
  });

  it("keeps the order of transactions where their numbers get another digit", async () => {
    const numbers = ["8", "9", "10", "11", "99", "100", "101"];
    for (const number of numbers.toReversed()) {
      await api.database.superuser`
        insert into events (tenant_id, id, type, user_id, data, created_at, xid)
        values (${academy.tenant.id}, gen_random_uuid(), 'user.created', ${number}, '{}', now(), ${number}::text::xid8)`;
    }
    const read: (string | null)[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await feed(cursor, 2);
      if (page.data.length === 0) break;
      read.push(...usersIn(page));
      cursor = page.page.nextCursor;
    }
    expect(read).toEqual(numbers);
  });

  it("shows each tenant its own events only", async () => {
    const other = await api.createTenant();
    await createUser("amina");
    const { body } = await other.server<Page>("GET", "/v1/events");
    expect(body.data).toEqual([]);
  });
});

describe("the audit log", () => {
  it("is read newest first, where the numbers of transactions get another digit, too", async () => {
    const numbers = ["8", "9", "10", "11", "99", "100", "101"];
    await api.database.superuser`
      insert into audit_records (tenant_id, id, actor, action, object, created_at, xid)
      select ${academy.tenant.id}, gen_random_uuid(), 'operator', 'test', number, now(), number::xid8
      from unnest(${numbers}::text[]) number`;
    const read: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const path: string = `/v1/audit-records?limit=2${cursor && `&cursor=${cursor}`}`;
      const { body } = await academy.server("GET", path);
      read.push(...body.data.map(({ object }: { object: string }) => object));
      cursor = body.page.nextCursor;
    }
    expect(read.filter((object) => numbers.includes(object))).toEqual(numbers.toReversed());
  });

  it("says who did what, from where, with what was before and after", async () => {
    await academy.server("PUT", "/v1/users/amina", { name: "Amina" });
    await academy.server("PUT", "/v1/users/amina", { name: "Amina B." });
    const { body } = await academy.server("GET", "/v1/audit-records?object=user:amina");
    expect(body.data[0]).toMatchObject({
      ...{ action: "user.upserted", object: "user:amina", before: { name: "Amina" }, after: { name: "Amina B." } },
      ...{ actor: expect.stringMatching(/^key:key_/), requestId: expect.stringMatching(/^req_/) },
    });
  });
});
