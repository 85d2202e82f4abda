import { afterEach, expect, test, vi } from "vitest";
import { FakeApi } from "../testing/fake-api.ts";
import { api } from "../testing/page.ts";
import { balanceQuery } from "./balance.ts";
import { enroll } from "./enroll.ts";
import { offeringQuery } from "./enrollments.ts";
import { configure, page } from "./page.ts";
import { pageSession } from "./session.ts";

const price = { currency: "UNIT", digits: 0, amount: 50, version: 1 };
const posted = (balance: number, version = 1) =>
  ({
    transaction: "txn_1",
    transactionType: "top_up",
    currency: "UNIT",
    digits: 0,
    amount: 1,
    balance,
    version,
  }) as const;

const unwatch: (() => void)[] = [];

/** Watches like an element does. */
function watchBalance() {
  const session = pageSession();
  const resource = session.resource(balanceQuery("UNIT"));
  unwatch.push(session.watch(resource, () => {}));
  return resource;
}

function hide(hidden: boolean): void {
  vi.spyOn(document, "hidden", "get").mockReturnValue(hidden);
  document.dispatchEvent(new Event("visibilitychange"));
}

afterEach(() => {
  for (const end of unwatch.splice(0)) end();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test("two copies of the code on one page share one session", async () => {
  const session = pageSession();
  const copy: typeof import("./page.ts") = await import(
    /* @vite-ignore */ new URL("./page.ts?copy", import.meta.url).href
  );
  expect(copy.page).toBe(page);
  expect(copy.page.session).toBe(session);
});

test("an answer that is older than what was learnt since is dropped", async () => {
  const path = "/v1/me/wallets/UNIT";
  api.wallet("UNIT", 70);
  const balance = watchBalance();
  await expect.poll(() => [api.received("GET", path).length, balance.value?.balance]).toEqual([2, 70]);
  const release = api.wallet("UNIT", 80).hold("GET", path);
  const refreshed = balance.refresh();
  api.emit("transaction.posted", posted(100));
  await expect.poll(() => balance.value?.balance).toBe(100);
  release();
  await refreshed;
  expect(balance.value?.balance).toBe(100);
});

test("an event that was overtaken by a later one of the same wallet changes nothing", async () => {
  api.wallet("UNIT", 70);
  const balance = watchBalance();
  await expect.poll(() => balance.value?.balance).toBe(70);
  api.emit("transaction.posted", posted(89, 8));
  api.emit("transaction.posted", posted(99, 7));
  api.emit("transaction.posted", posted(60, 9));
  await expect.poll(() => balance.value?.balance).toBe(60);
  api.emit("transaction.posted", posted(99, 7));
  api.emit("transaction.posted", posted(50, 10));
  await expect.poll(() => balance.value?.balance).toBe(50);
});

test("what happens while the stream is being opened is not missed", async () => {
  api.wallet("UNIT", 70);
  const open = api.hold("GET", "/v1/me/events");
  const balance = watchBalance();
  await expect.poll(() => balance.value?.balance).toBe(70);
  api.wallet("UNIT", 40);
  open();
  await expect.poll(() => balance.value?.balance).toBe(40);
});

test("a token that ends in the middle of a click is renewed, and the click stays one enrollment", async () => {
  api.wallet("UNIT", 70).offering("hazmat").refuse("POST", "/v1/me/enrollments", "auth.unauthenticated", {});
  let tokens = 0;
  configure({ key: "pk_test_1", baseUrl: FakeApi.baseUrl, getToken: async () => `token-${++tokens}` });
  await enroll("hazmat", price);
  const keys = api.received("POST", "/v1/me/enrollments").map(({ idempotencyKey }) => idempotencyKey);
  expect([keys.length, new Set(keys).size, tokens]).toEqual([2, 1, 2]);
});

test("a pause of the network does not sign anybody out", async () => {
  api.wallet("UNIT", 70);
  let online = false;
  const getToken = async () => {
    if (!online) throw new TypeError("Failed to fetch");
    return "token";
  };
  configure({ key: "pk_test_1", baseUrl: FakeApi.baseUrl, getToken });
  const balance = watchBalance();
  await expect.poll(() => balance.state.status).toBe("error");
  online = true;
  dispatchEvent(new Event("online"));
  await expect.poll(() => balance.value?.balance).toBe(70);
});

test("a host's server that hangs is not waited for for ever", async () => {
  vi.useFakeTimers();
  api.wallet("UNIT", 70);
  configure({ key: "pk_test_1", baseUrl: FakeApi.baseUrl, getToken: () => new Promise(() => {}) });
  const balance = watchBalance();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(balance.state.status).toBe("error");
});

test("when somebody else signs in, nothing of the first person is left", async () => {
  api.wallet("UNIT", 70);
  const balance = watchBalance();
  await expect.poll(() => balance.value?.balance).toBe(70);
  const release = api.wallet("UNIT", 5).hold("GET", "/v1/me/wallets/UNIT");
  configure({ key: "pk_test_1", baseUrl: FakeApi.baseUrl, getToken: async () => "another" });
  expect(balance.state.status).toBe("loading");
  release();
  await expect.poll(() => balance.value?.balance).toBe(5);
});

test("a page that nobody has seen for a minute gives its stream back, and catches up when it is seen again", async () => {
  api.wallet("UNIT", 70);
  const balance = watchBalance();
  await expect.poll(() => api.listeners).toBe(1);
  vi.useFakeTimers();
  hide(true);
  vi.advanceTimersByTime(59_000);
  expect(api.listeners).toBe(1);
  vi.advanceTimersByTime(1_000);
  vi.useRealTimers();
  await expect.poll(() => api.listeners).toBe(0);
  api.wallet("UNIT", 40);
  hide(false);
  await expect.poll(() => api.listeners).toBe(1);
  await expect.poll(() => balance.value?.balance).toBe(40);
});

test("a stream that was refused is opened when somebody tries again", async () => {
  const [stream, wallet] = ["/v1/me/events", "/v1/me/wallets/UNIT"];
  api.wallet("UNIT", 70);
  // Each is asked for once more, with a fresh token.
  for (const path of [stream, stream, wallet, wallet]) api.refuse("GET", path, "auth.unauthenticated", {});
  const balance = watchBalance();
  await expect.poll(() => balance.state.status).toBe("error");
  pageSession().retry(balance);
  await expect.poll(() => balance.value?.balance).toBe(70);
  await expect.poll(() => api.listeners).toBe(1);
});

test("signed out, no stream is opened", async () => {
  api.signedIn = false;
  const balance = watchBalance();
  await expect.poll(() => balance.state.status).toBe("signed-out");
  expect(api.received("GET", "/v1/me/events")).toEqual([]);
});

test("an enrollment is known everywhere on the page without another request", async () => {
  api.wallet("UNIT", 70).offering("hazmat");
  const session = pageSession();
  const offering = session.resource(offeringQuery("hazmat"));
  unwatch.push(session.watch(offering, () => {}));
  const balance = watchBalance();
  await expect.poll(() => api.received("GET", "/v1/me/wallets/UNIT").length).toBe(2);
  await expect.poll(() => [offering.state.status, balance.state.status]).toEqual(["ready", "ready"]);
  const { length } = api.requests;
  await enroll("hazmat", price);
  expect([offering.value?.access.allowed, balance.value?.balance]).toEqual([true, 20]);
  expect(api.requests).toHaveLength(length + 1);
});

test("what an event tells of a part does not stop what is being asked of the whole", async () => {
  const path = "/v1/me/offerings/hazmat";
  api.wallet("UNIT", 70).offering("hazmat");
  const session = pageSession();
  const offering = session.resource(offeringQuery("hazmat"));
  unwatch.push(session.watch(offering, () => {}));
  await expect.poll(() => [api.received("GET", path).length, offering.state.status]).toEqual([2, "ready"]);
  const release = api.entitle("hazmat", { through: "membership" }).hold("GET", path);
  api.emit("enrollment.created", { enrollment: "enr_1", offering: "membership", source: "wallet" });
  await expect.poll(() => api.received("GET", path).length).toBe(3);
  api.wallet("UNIT", 20).emit("transaction.posted", posted(20));
  await expect.poll(() => offering.value?.balances[0]?.balance).toBe(20);
  release();
  await expect.poll(() => offering.value?.access.allowed).toBe(true);
});
