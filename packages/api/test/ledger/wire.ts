import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/**
 * A stretch of wire before the database, which sees every round trip that a client makes: each ends with a Sync or a simple
 * query, and is told by the statements that it ran.
 */
export interface Wire {
  databaseUrl: string;
  /** The round trips since the last call, each as the text of its statements. */
  take(): string[][];
  /** What the server has noted beside its answers since the last call. */
  takeNotices(): string[];
  stop(): Promise<void>;
}

export async function tapWire(databaseUrl: string): Promise<Wire> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let trips: string[][] = [];
  let notices: string[] = [];
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay();
      socket.on("error", () => {});
      socket.on("close", () => {
        // Either end that goes away takes the other along.
        client.destroy();
        upstream.destroy();
        sockets.delete(socket);
      });
    }
    client.on(
      "data",
      clientListener((trip) => trips.push(trip)),
    );
    upstream.on(
      "data",
      serverListener((notice) => notices.push(notice)),
    );
    client.pipe(upstream);
    upstream.pipe(client);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(databaseUrl);
  url.port = String((server.address() as AddressInfo).port);
  return {
    databaseUrl: url.href,
    take() {
      const taken = trips;
      trips = [];
      return taken;
    },
    takeNotices() {
      const taken = notices;
      notices = [];
      return taken;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** Reads what a client says in PostgreSQL's protocol. */
function clientListener(onTrip: (statements: string[]) => void): (chunk: Buffer) => void {
  const prepared = new Map<string, string>();
  let statements: string[] = [];
  // The first message has no type.
  return messageReader(false, (type, body) => {
    const [first = "", second = ""] = body.toString("utf8").split("\0");
    if (type === "P") prepared.set(first, second);
    if (type === "B") statements.push(prepared.get(second) ?? "");
    if (type === "Q") statements.push(first);
    if (type !== "Q" && type !== "S") return;
    onTrip(statements);
    statements = [];
  });
}

/** Reads what the server says: a notice has fields, each with a letter before it; M is its text. */
function serverListener(onNotice: (text: string) => void): (chunk: Buffer) => void {
  return messageReader(true, (type, body) => {
    if (type !== "N") return;
    const text = body
      .toString("utf8")
      .split("\0")
      .find((field) => field.startsWith("M"));
    if (text) onNotice(text.slice(1));
  });
}

function messageReader(isFirstTyped: boolean, hear: (type: string, body: Buffer) => void): (chunk: Buffer) => void {
  let buffer = Buffer.alloc(0);
  let isTyped = isFirstTyped;
  return (chunk) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const at = isTyped ? 1 : 0;
      if (buffer.length < at + 4) return;
      const end = at + buffer.readInt32BE(at);
      if (buffer.length < end) return;
      if (isTyped) hear(String.fromCharCode(buffer[0] as number), buffer.subarray(5, end));
      isTyped = true;
      buffer = buffer.subarray(end);
    }
  };
}
