import { connect, type Socket } from "node:net";

export interface Request {
  method: "GET" | "POST" | "PUT";
  path: string;
  headers: Record<string, string>;
  body?: object;
}

/**
 * Connections that each send one request at a time and are kept open. Nothing but a socket: a full client would take from the
 * two cores what is to be measured.
 */
export function openCallers(port: number, count: number) {
  const idle = Array.from({ length: count }, () => new Caller(port));
  return {
    /** Answers the status and the text of the body. */
    async send(request: Request): Promise<{ status: number; text: string }> {
      const caller = idle.pop();
      if (!caller) throw new Error("more requests at once than connections");
      const answer = await caller.send(request);
      idle.push(caller);
      return answer;
    },
    close() {
      for (const caller of idle) caller.close();
    },
  };
}

class Caller {
  readonly #port: number;
  #socket: Socket;
  #received = "";
  #answer: { resolve(answer: { status: number; text: string }): void; reject(error: Error): void } | undefined;

  constructor(port: number) {
    this.#port = port;
    this.#socket = this.#connect();
  }

  #connect(): Socket {
    const socket = connect(this.#port, "127.0.0.1").setNoDelay().setEncoding("utf8");
    socket.on("data", (chunk: string) => this.#read(chunk));
    socket.on("error", (error) => this.#answer?.reject(error));
    socket.on("close", () => this.#answer?.reject(new Error("the API closed the connection")));
    return socket;
  }

  send({ method, path, headers, body }: Request): Promise<{ status: number; text: string }> {
    // The API ends connections that nobody uses, as while a bench furnishes.
    if (this.#socket.readableEnded || this.#socket.destroyed) this.#socket = this.#connect();
    const content = body === undefined ? "" : JSON.stringify(body);
    const lines = Object.entries({
      ...headers,
      host: "127.0.0.1",
      "content-length": Buffer.byteLength(content),
      ...(body && { "content-type": "application/json" }),
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    return new Promise((resolve, reject) => {
      this.#answer = { resolve, reject };
      this.#socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n${content}`);
    });
  }

  close(): void {
    this.#answer = undefined;
    this.#socket.destroy();
  }

  #read(chunk: string): void {
    this.#received += chunk;
    const end = this.#received.indexOf("\r\n\r\n");
    if (end < 0) return;
    const head = this.#received.slice(0, end);
    const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0);
    const text = this.#received.slice(end + 4);
    if (Buffer.byteLength(text) < length) return;
    this.#received = "";
    const answer = this.#answer;
    this.#answer = undefined;
    answer?.resolve({ status: Number(head.slice(9, 12)), text });
  }
}
