// How soon a learner sees what the wallet holds on a page that nobody has opened before: a slow phone in a slow mobile
// network, with the token in the page, beside an empty lit element that is loaded in the same way.
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createUserToken } from "@bursar/sdk";
import { chromium } from "playwright";
import { chromiumLaunch } from "../../../scripts/chromium.ts";
import { startBenchApi } from "./bench-api.ts";
import { type ColdLoad, openCold, slowdown } from "./cold-load.ts";
import { buildEmptyElement } from "./empty-element.ts";
import { goal, median } from "./measure.ts";
import { network, startSlowFront } from "./slow-network.ts";

const rounds = 9;

const folder = await mkdtemp(join(tmpdir(), "bursar-bench-"));
await promisify(execFile)(process.execPath, [join(import.meta.dirname, "../../elements/build.ts"), folder]);
await buildEmptyElement(folder);

const pages = new Map<string, string>();
const host = createServer((request, response) => {
  const html = pages.get(request.url ?? "");
  response.writeHead(html ? 200 : 404, { "content-type": "text/html; charset=utf-8" }).end(html);
});
await once(host.listen(0, "127.0.0.1"), "listening");
const origin = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;

const api = await startBenchApi(1, folder);
const front = await startSlowFront(api.url);
const tenant = await api.createTenant(origin);
await tenant.server("PUT", "/v1/currencies/UNIT", {});
await tenant.server("PUT", "/v1/users/learner", {});
const gift = { type: "top_up", user: "learner", currency: "UNIT", amount: 70, reason: "bench" };
await tenant.server("POST", "/v1/transactions", gift);
const token = await createUserToken({ secret: tenant.tokenSecret, user: "learner", expiresInSeconds: 3600 });

const page = (attributes: string, element: string) =>
  `<!doctype html><html lang="en"><title>Academy</title><script type="module" ${attributes}></script>
  <p>You have ${element}</p><p>Your courses</p></html>`;
pages.set(
  "/bursar",
  page(
    `src="${front.url}/elements/bursar.js" data-key="${tenant.publishableKey}" data-token="${token}"`,
    `<bursar-balance currency="UNIT"></bursar-balance>`,
  ),
);
pages.set("/empty", page(`src="${front.url}/elements/empty.js"`, "<empty-element></empty-element>"));

const browser = await chromium.launch(await chromiumLaunch());
const loads: { empty: ColdLoad; bursar: ColdLoad }[] = [];
for (let round = 0; round <= rounds; round++) {
  const load = {
    empty: await openCold(browser, `${origin}/empty`, { content: "[part=content]" }),
    bursar: await openCold(browser, `${origin}/bursar`, { placeholder: "[part=skeleton]", content: "[part=amount]" }),
  };
  // The first has warmed the API and the machine's file cache, and no browser's.
  if (round > 0) loads.push(load);
  process.stderr.write(`round ${round} of ${rounds}\n`);
}

const print = (name: string, value: number, unit: string, digits = 0) =>
  console.log(`${name.padEnd(52)}${value.toFixed(digits).padStart(8)} ${unit}`);
const content = median(loads.map(({ bursar }) => bursar.content));
console.log(
  `\n${network.latency} ms round trip, 1.6 Mbps, a CPU ${slowdown} times slower; medians of ${rounds} cold loads\n`,
);
print("an empty lit element", median(loads.map(({ empty }) => empty.content)), "ms");
print("bursar-balance, its placeholder", median(loads.map(({ bursar }) => bursar.placeholder)), "ms");
print("bursar-balance, the balance", content, "ms");
print(
  "bursar-balance to an empty lit element",
  median(loads.map((load) => load.bursar.content / load.empty.content)),
  "×",
  2,
);
console.log("\nfrom when to when the last of these pages waited for what\n");
for (const { name, from, to } of loads.at(-1)?.bursar.requests ?? [])
  console.log(`${name.slice(0, 51).padEnd(52)}${from.toFixed(0).padStart(8)} – ${to.toFixed(0)} ms`);
console.log();
goal("first content of an element, token in the page", Math.round(content), "at most", 750, "ms");
goal("layout shift while it loads", Math.max(...loads.map(({ bursar }) => bursar.shift)), "at most", 0, "");

await browser.close();
host.close();
front.close();
await api.stop();
await rm(folder, { recursive: true });
