import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { App } from "../src/app.ts";

/** Serves an app over real HTTP, on a free port. */
export async function listen(app: App): Promise<{ url: string; close(): Promise<void> }> {
  const server = createAdaptorServer({ fetch: app.http.fetch }) as Server;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
