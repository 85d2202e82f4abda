import { once } from "node:events";
import { createServer, request as send } from "node:http";
import type { AddressInfo } from "node:net";

/** As Chromium's developer tools take it: milliseconds of a round trip, bytes per second. */
export const network = {
  offline: false,
  latency: 150,
  downloadThroughput: 1_600_000 / 8,
  uploadThroughput: 750_000 / 8,
};

/** Stands before the API. Chromium slows down every request but a CORS preflight; that one waits here. */
export async function startSlowFront(apiUrl: string) {
  const server = createServer((asked, answered) => {
    const forward = () => {
      const { method, headers } = asked;
      const onward = send(apiUrl + asked.url, { method, headers }, (answer) => {
        answered.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(answered);
      });
      onward.on("error", () => answered.destroy());
      answered.on("close", () => onward.destroy());
      asked.pipe(onward);
    };
    if (asked.method === "OPTIONS") setTimeout(forward, network.latency);
    else forward();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
