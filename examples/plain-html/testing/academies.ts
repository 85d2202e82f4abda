import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Bursar } from "@bursar/sdk";
import { createAdaptorServer } from "@hono/node-server";
import { type Browser, chromium } from "playwright";
import { afterAll, beforeAll } from "vitest";
import { useApi } from "../../../packages/api/test/api.ts";
import { chromiumLaunch } from "../../../scripts/chromium.ts";
import { academy } from "../academy.ts";
import { seed } from "../seed.ts";
import { Visitor } from "./visitor.ts";

type Fetch = (request: Request) => Response | Promise<Response>;

export interface Academy {
  /** Bursar as the academy's server has it. */
  bursar: Bursar;
  /** A browser in which nobody has signed in yet. */
  visit(): Promise<Visitor>;
}

/** Opens academies, each with its people and courses as on the first day, on one API and in one browser. */
export function useAcademies(): () => Promise<Academy> {
  const elements = mkdtempSync(join(tmpdir(), "bursar-elements-"));
  const api = useApi({ ELEMENTS_DIRECTORY: elements });
  const servers: ReturnType<typeof createAdaptorServer>[] = [];
  let browser: Browser;
  let apiUrl: string;

  /** Serves an app on a free port of this machine. */
  async function serve(fetch: Fetch): Promise<string> {
    const server = createAdaptorServer({ fetch });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  beforeAll(async () => {
    execFileSync(process.execPath, ["packages/elements/build.ts", elements]);
    // The site and the browser go by the machine's clock.
    api.clock.now = () => new Date();
    await api.app.hub.start();
    apiUrl = await serve(api.app.http.fetch);
    browser = await chromium.launch(await chromiumLaunch());
  });

  afterAll(async () => {
    await browser?.close();
    api.app.streams.endAll();
    for (const server of servers) server.close();
    rmSync(elements, { recursive: true });
  });

  return async () => {
    const { secretKey, tokenSecret } = await api.createTenant("Nile Academy");
    const bursar = new Bursar({ baseUrl: apiUrl, secretKey });
    // The key lists the site's address, which the site has only once it is served.
    let handle: Fetch = () => new Response();
    const site = await serve((request) => handle(request));
    await seed(bursar, site);
    const { key: publishableKey } = await bursar.keys.create({ kind: "publishable", name: "site", origins: [site] });
    handle = academy({ apiUrl, secretKey, publishableKey, tokenSecret }).fetch;
    return { bursar, visit: async () => new Visitor(await browser.newContext(), site) };
  };
}
