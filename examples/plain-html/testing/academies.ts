import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Bursar, createUserToken } from "@bursar/sdk";
import { createAdaptorServer } from "@hono/node-server";
import type { Hono } from "hono";
import { type Browser, chromium } from "playwright";
import { afterAll, beforeAll } from "vitest";
import { createControl } from "../../../packages/api/sandbox/control.ts";
import { connect } from "../../../packages/api/src/platform/database.ts";
import { createDeliverer, createSender, type Deliverer } from "../../../packages/api/src/webhooks/index.ts";
import { useApi } from "../../../packages/api/test/api.ts";
import { chromiumLaunch } from "../../../scripts/chromium.ts";
import { academy } from "../academy.ts";
import { findPerson } from "../people.ts";
import { Sandbox } from "../sandbox.ts";
import { seed } from "../seed.ts";
import { Visitor } from "./visitor.ts";

type Fetch = (request: Request) => Response | Promise<Response>;

export interface Academy {
  /** Bursar as the academy's server has it. */
  bursar: Bursar;
  /** Bursar as somebody's page has it: for what no element does yet. */
  as(user: string): Bursar;
  /** The site's own address. */
  site: string;
  /** The site as it is without the sandbox. */
  plainSite: Pick<Hono, "request">;
  /** A browser in which nobody has signed in yet. */
  visit(): Promise<Visitor>;
  /** The API, which can be away: nothing listens then where it was, for the site and for browsers. */
  api: Pick<Served, "stop" | "start">;
}

const sandboxToken = "a token that only this machine knows";

interface Served {
  url: string;
  stop(): void;
  /** Once it was stopped, at the same address as before. */
  start(): Promise<void>;
}

/** Opens academies, each with its people and courses as on the first day, on one API and in one browser. */
export function useAcademies(): () => Promise<Academy> {
  const elements = mkdtempSync(join(tmpdir(), "bursar-elements-"));
  const api = useApi({ ELEMENTS_DIRECTORY: elements, WEBHOOKS_ALLOW_PRIVATE: "1" });
  const servers: Served[] = [];
  let browser: Browser;
  let deliverer: Deliverer;
  let served: Served;
  let sandboxUrl: string;

  /** Serves an app on a free port of this machine. */
  async function serve(fetch: Fetch): Promise<Served> {
    const server = createAdaptorServer({ fetch }) as Server;
    const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    await listen(0);
    const { port } = server.address() as AddressInfo;
    const stop = () => void server.close().closeAllConnections();
    const one = { url: `http://127.0.0.1:${port}`, stop, start: () => listen(port) };
    servers.push(one);
    return one;
  }

  beforeAll(async () => {
    execFileSync(process.execPath, ["packages/elements/build.ts", elements]);
    // Ahead of the machine's clock, which the browser goes by, as far as the stage moves it.
    let aheadMs = 0;
    api.clock.now = () => new Date(Date.now() + aheadMs);
    const clock = {
      now: api.clock.now,
      moveTo(instant: Date) {
        aheadMs = Math.max(aheadMs, instant.getTime() - Date.now());
      },
    };
    await api.app.hub.start();
    deliverer = createDeliverer(api.platform, {
      operator: connect(api.database.url, { role: "bursar_operator", connectionsMax: 1, idleSeconds: 1 }),
      sender: createSender({ allowPrivate: true }),
    });
    await deliverer.start();
    served = await serve(api.app.http.fetch);
    const control = createControl({ platform: api.platform, operator: api.operator, clock, token: sandboxToken });
    sandboxUrl = (await serve(control.fetch)).url;
    browser = await chromium.launch(await chromiumLaunch());
  });

  afterAll(async () => {
    await browser?.close();
    await deliverer.stop();
    api.app.streams.endAll();
    for (const server of servers) server.stop();
    rmSync(elements, { recursive: true });
  });

  return async () => {
    const { secretKey, tokenSecret } = await api.createTenant("Nile Academy");
    const apiUrl = served.url;
    const bursar = new Bursar({ baseUrl: apiUrl, secretKey });
    // The key lists the site's address, which the site has only once it is served.
    let handle: Fetch = () => new Response();
    const { url: site } = await serve((request) => handle(request));
    await seed(bursar, site, api.clock.now());
    const { key: publishableKey } = await bursar.keys.create({ kind: "publishable", name: "site", origins: [site] });
    const sandbox = await Sandbox.open(sandboxUrl, sandboxToken);
    const settings = { apiUrl, secretKey, publishableKey, tokenSecret };
    handle = academy({ ...settings, sandbox }).fetch;
    const plainSite = academy(settings) as unknown as Pick<Hono, "request">;
    const { now } = api.clock;
    const as = (user: string) => {
      const roles = [findPerson(user)?.role ?? "learner"];
      const getToken = () => createUserToken({ secret: tokenSecret, user, roles, now });
      return new Bursar({ baseUrl: apiUrl, publishableKey, getToken });
    };
    return {
      bursar,
      as,
      site,
      plainSite,
      api: served,
      visit: async () => new Visitor(await browser.newContext(), site),
    };
  };
}
