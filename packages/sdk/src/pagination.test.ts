import { expect, test } from "vitest";
import { Bursar } from "./client.ts";
import { baseUrl, fakeApi, problem } from "./testing/fake-api.ts";

const page = (ids: string[], nextCursor: string | null) => ({
  body: { data: ids.map((id) => ({ id })), page: { nextCursor } },
});

function client(...answers: Parameters<typeof fakeApi>) {
  const api = fakeApi(...answers);
  return { ...api, bursar: new Bursar({ secretKey: "sk_test_1", baseUrl, fetch: api.fetch }) };
}

test("a list that is awaited is its first page, with the way to the next", async () => {
  const { bursar, requests } = client(page(["1", "2"], "c1"), page(["3"], null));
  const first = await bursar.users.list({ search: "a", limit: 2 });
  expect(first.data.map(({ id }) => id)).toEqual(["1", "2"]);
  expect(first.page.nextCursor).toBe("c1");
  expect(requests).toHaveLength(1);

  const second = await first.nextPage();
  expect(second?.data.map(({ id }) => id)).toEqual(["3"]);
  expect(await second?.nextPage()).toBeNull();
  expect(requests.map(({ url }) => url.search)).toEqual(["?search=a&limit=2", "?search=a&limit=2&cursor=c1"]);
});

test("a list that is looped over is every item of every page, each page asked for when it is reached", async () => {
  const { bursar, requests } = client(page(["1", "2"], "c1"), page(["3"], "c2"), page(["4"], null));
  const seen: [string, number][] = [];
  for await (const { id } of bursar.users.list()) seen.push([id, requests.length]);
  expect(seen).toEqual([
    ["1", 1],
    ["2", 1],
    ["3", 2],
    ["4", 3],
  ]);
});

test("a loop that is left asks for nothing more", async () => {
  const { bursar, requests } = client(page(["1", "2"], "c1"));
  for await (const _ of bursar.users.list()) break;
  expect(requests).toHaveLength(1);
});

test("a page in hand can be looped over from where it stands", async () => {
  const { bursar } = client(page(["1"], "c1"), page(["2"], null));
  const ids: string[] = [];
  for await (const { id } of await bursar.users.list()) ids.push(id);
  expect(ids).toEqual(["1", "2"]);
});

test("a loop over the event feed ends when all has been read, though the feed has no last page", async () => {
  const { bursar, requests } = client(page(["evt_1"], "c1"), page([], "c1"));
  const ids: string[] = [];
  for await (const { id } of bursar.events.list()) ids.push(id);
  expect(ids).toEqual(["evt_1"]);
  expect(requests).toHaveLength(2);
});

test("a failure on a later page reaches the loop", async () => {
  const { bursar } = client(page(["1"], "c1"), problem(400, "cursor.invalid"));
  const loop = async () => {
    for await (const _ of bursar.users.list());
  };
  await expect(loop()).rejects.toMatchObject({ code: "cursor.invalid" });
});
