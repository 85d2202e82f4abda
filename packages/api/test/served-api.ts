import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { afterAll, beforeAll } from "vitest";
import { type TestApi, useApi } from "./api.ts";

/** As {@link useApi}, on a port of this machine and by the machine's clock: for browsers and other processes. */
export function useServedApi(overrides: Record<string, string> = {}): TestApi & { url: string } {
  const api = useApi(overrides) as TestApi & { url: string };
  const server = createAdaptorServer({ fetch: (request: Request) => api.app.http.fetch(request) });
  beforeAll(async () => {
    api.clock.now = () => new Date();
    await api.app.hub.start();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    api.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    api.app.streams.endAll();
    server.close();
  });
  return api;
}
