import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { afterEach, describe, expect, test, vi } from "vitest";
import { Bursar } from "./client.ts";
import { BursarError, errorFromAnswer, PermissionError } from "./errors.ts";
import { EventStream } from "./event-stream.ts";

const frozen = (id: string) => {
  const event = {
    id,
    user: "42",
    createdAt: "2026-11-20T09:00:00Z",
    type: "wallet.unfrozen",
    data: { currency: "UNIT" },
  };
  return `id: cursor-${id}\nevent: wallet.unfrozen\ndata: ${JSON.stringify(event)}\n\n`;
};

type Connection = (response: ServerResponse, request: IncomingMessage) => void;
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
  vi.restoreAllMocks();
});

/** A server on this machine that treats its connections in turn, the last way for ever; and a stream that reads it. */
async function stream(...connections: Connection[]) {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    connections[Math.min(requests.length, connections.length) - 1]?.(response, request);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const baseUrl = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;

  const pauses: number[] = [];
  const connect = async (lastEventId: string | undefined, signal: AbortSignal) => {
    const response = await fetch(baseUrl, { headers: lastEventId ? { "Last-Event-ID": lastEventId } : {}, signal });
    if (!response.ok) throw errorFromAnswer(response.status, response.headers, await response.json());
    return response;
  };
  const sleep = async (delayMs: number) => void pauses.push(delayMs);
  return {
    baseUrl,
    requests,
    pauses,
    open: (options?: ConstructorParameters<typeof EventStream>[1]) => new EventStream({ connect, sleep }, options),
    resumedFrom: () => requests.map(({ headers }) => headers["last-event-id"]),
  };
}

async function take(events: EventStream, count: number): Promise<string[]> {
  const taken: string[] = [];
  for await (const event of events) {
    taken.push(event.type === "reset" ? "reset" : event.id);
    if (taken.length === count) break;
  }
  return taken;
}

const sends =
  (...parts: string[]): Connection =>
  (response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    for (const part of parts) response.write(part);
  };
const sendsAndEnds =
  (...parts: string[]): Connection =>
  (response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream" }).end(parts.join(""));
  };
const sendsAndBreaks =
  (part: string): Connection =>
  (response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    response.write(part, () => response.destroy());
  };
const answers =
  (status: number, headers: Record<string, string> = {}): Connection =>
  (response) => {
    response.writeHead(status, { "Content-Type": "application/problem+json", ...headers }).end('{"code":"some.code"}');
  };

describe("a stream", () => {
  test("yields events as they come", async () => {
    const { open, resumedFrom } = await stream(sends(": hello\n\n", frozen("1"), frozen("2")));
    const events = open();
    expect(await take(events, 2)).toEqual(["1", "2"]);
    expect(events.lastEventId).toBe("cursor-2");
    expect(resumedFrom()).toEqual([undefined]);
  });

  test("that ends or breaks goes on where it was: nothing missed, nothing twice", async () => {
    const half = frozen("3").slice(0, 40);
    const { open, resumedFrom } = await stream(
      sendsAndEnds(frozen("1"), frozen("2")),
      sendsAndBreaks(half),
      sends(frozen("3")),
    );
    expect(await take(open(), 3)).toEqual(["1", "2", "3"]);
    expect(resumedFrom()).toEqual([undefined, "cursor-2", "cursor-2"]);
  });

  test("goes on from an earlier stream", async () => {
    const { open, resumedFrom } = await stream(sends(frozen("8")));
    expect(await take(open({ lastEventId: "cursor-7" }), 1)).toEqual(["8"]);
    expect(resumedFrom()).toEqual(["cursor-7"]);
  });

  test("passes on that too much was missed, and goes on from there", async () => {
    const { open, resumedFrom } = await stream(
      sendsAndEnds("id: cursor-9\nevent: reset\ndata: {}\n\n"),
      sends(frozen("10")),
    );
    expect(await take(open({ lastEventId: "cursor-1" }), 2)).toEqual(["reset", "10"]);
    expect(resumedFrom()).toEqual(["cursor-1", "cursor-9"]);
  });

  test("never runs ahead of its reader: lastEventId is that of the event in hand", async () => {
    const { open } = await stream(sends(frozen("1") + frozen("2")));
    const events = open();
    const seen: (string | undefined)[] = [];
    for await (const _ of events) if (seen.push(events.lastEventId) === 2) break;
    expect(seen).toEqual(["cursor-1", "cursor-2"]);
  });

  test("understands events that are cut anywhere, inside a letter too", async () => {
    const bytes = Buffer.from(frozen("أ"));
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => bytes.forEach((byte) => void controller.enqueue(Uint8Array.of(byte))),
    });
    const events = new EventStream({ connect: async () => new Response(body) });
    expect(await take(events, 1)).toEqual(["أ"]);
  });
});

describe("a lost connection", () => {
  test("is opened again with pauses that grow to half a minute, and shrink once it works", async () => {
    vi.spyOn(Math, "random").mockReturnValue(1);
    const down = Array.from({ length: 7 }, () => answers(503));
    const { open, pauses } = await stream(...down, sendsAndEnds(frozen("1")), sends(frozen("2")));
    expect(await take(open(), 2)).toEqual(["1", "2"]);
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 1_000]);
  });

  test("is opened again at moments that luck spreads", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0);
    const { open, pauses } = await stream(sendsAndEnds(frozen("1")), sends(frozen("2")));
    await take(open(), 2);
    expect(pauses).toEqual([500]);
  });

  test("waits as long as the server says", async () => {
    vi.spyOn(Math, "random").mockReturnValue(1);
    const { open, pauses } = await stream(
      answers(429, { "Retry-After": "60" }),
      sendsAndEnds("retry: 5000\n", frozen("1")),
      sends(frozen("2")),
    );
    await take(open(), 2);
    expect(pauses).toEqual([60_000, 5_000]);
  });

  test("that went silent is noticed", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      let waiting = () => {};
      const silent = new Promise<void>((resolve) => {
        waiting = resolve;
      });
      const responses = [
        new Response(new ReadableStream({ pull: () => waiting() }, { highWaterMark: 0 })),
        new Response(frozen("1")),
      ];
      const connect = async () => responses.shift() ?? new Response(null);
      const taken = take(new EventStream({ connect, sleep: async () => {} }), 1);
      await silent;
      await vi.advanceTimersByTimeAsync(45_000);
      expect(await taken).toEqual(["1"]);
    } finally {
      vi.useRealTimers();
    }
  });

  test("that trying again can't mend is thrown", async () => {
    const { open, requests } = await stream(answers(403));
    await expect(take(open(), 1)).rejects.toThrow(PermissionError);
    expect(requests).toHaveLength(1);
  });
});

describe("leaving", () => {
  test("the loop closes the connection", async () => {
    const closed = Promise.withResolvers<void>();
    const { open } = await stream((response, request) => {
      response.on("close", () => closed.resolve());
      sends(frozen("1"))(response, request);
    });
    await take(open(), 1);
    await closed.promise;
  });

  test("by the signal ends the loop without an error", async () => {
    const controller = new AbortController();
    const { open } = await stream(sends(frozen("1")));
    const seen: string[] = [];
    for await (const event of open({ signal: controller.signal })) {
      seen.push(event.type);
      controller.abort();
    }
    expect(seen).toEqual(["wallet.unfrozen"]);
    for await (const event of open({ signal: controller.signal })) seen.push(event.type);
    expect(seen).toHaveLength(1);
  });
});

test("the client streams the user's events with the user's token, and renews it when it is refused", async () => {
  const { baseUrl, requests } = await stream(answers(401), sends(frozen("1")));
  const tokens = ["first", "second"];
  const getToken = async () => tokens.shift() ?? "";
  const events = new Bursar({ publishableKey: "pk_test_1", getToken, baseUrl }).events.stream({
    lastEventId: "cursor-0",
  });
  expect(await take(events, 1)).toEqual(["1"]);
  expect(
    requests.map(({ url, headers }) => [url, headers.authorization, headers.accept, headers["last-event-id"]]),
  ).toEqual([
    ["/v1/me/events?key=pk_test_1", "Bearer first", "text/event-stream", "cursor-0"],
    ["/v1/me/events?key=pk_test_1", "Bearer second", "text/event-stream", "cursor-0"],
  ]);
});

test("errors of a stream are errors of Bursar's", async () => {
  const { baseUrl } = await stream(answers(404));
  const bursar = new Bursar({ publishableKey: "pk_test_1", getToken: async () => "token", baseUrl });
  await expect(take(bursar.events.stream(), 1)).rejects.toThrow(BursarError);
});
