import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects to be told, it says itself
  event: any;
}

export interface Receiver {
  url: string;
  received: Received[];
  /** How the next ones are answered: a status, or whatever a server can do. */
  answer: number | RequestListener;
  close(): Promise<void>;
}

/** A host's server that is told of events. */
export async function startReceiver(): Promise<Receiver> {
  const receiver = { received: [], answer: 204 } as unknown as Receiver;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const path = request.url ?? "";
    receiver.received.push({ path, headers: request.headers, body, event: JSON.parse(body) });
    if (typeof receiver.answer === "number") response.writeHead(receiver.answer).end();
    else receiver.answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  receiver.close = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  };
  return receiver;
}
