import { afterEach, expect, test, vi } from "vitest";
import { Bursar } from "./client.ts";
import { isBrowser } from "./environment.ts";
import { baseUrl } from "./testing/fake-api.ts";
import { createUserToken } from "./user-token.ts";

const navigator = { userAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/153.0.0.0 Safari/537.36" };
const scope = class {};

test.each([
  ["a page", { document: {}, navigator }],
  ["a page whose bundler shims process", { document: {}, navigator, process: { versions: {} } }],
  ["a web worker", { WorkerGlobalScope: scope, navigator }],
])("%s is a browser", (_, environment) => {
  expect(isBrowser(environment)).toBe(true);
});

test.each([
  ["Node", { navigator: { userAgent: "Node.js/24" }, process: { versions: { node: "24.21.0" } } }],
  ["Node with jsdom", { document: {}, navigator, process: { versions: { node: "24.21.0" } } }],
  ["Deno", { WorkerGlobalScope: scope, navigator: { userAgent: "Deno/2.5" } }],
  ["Bun", { navigator: { userAgent: "Bun/1.3" }, process: { versions: { node: "24.3.0" } } }],
  ["Cloudflare Workers", { WorkerGlobalScope: scope, navigator: { userAgent: "Cloudflare-Workers" } }],
  ["an edge runtime without navigator", { WorkerGlobalScope: scope }],
])("%s is not a browser", (_, environment) => {
  expect(isBrowser(environment)).toBe(false);
});

afterEach(() => vi.unstubAllGlobals());

function enterBrowser() {
  vi.stubGlobal("document", {});
  vi.stubGlobal("navigator", navigator);
  vi.stubGlobal("process", undefined);
}

test("a secret key in a browser throws at once", () => {
  enterBrowser();
  expect(() => new Bursar({ secretKey: "sk_test_1", baseUrl })).toThrow("must never reach a browser");
});

test("a token secret in a browser throws at once", async () => {
  enterBrowser();
  const input = { secret: `uts_01jd3f6q8reg5tm2y0v9k4wxab.${"A".repeat(43)}`, user: "42" };
  await expect(createUserToken(input)).rejects.toThrow("must never reach a browser");
});

test("a publishable key in a browser is welcome", () => {
  enterBrowser();
  expect(() => new Bursar({ publishableKey: "pk_test_1", getToken: async () => "token", baseUrl })).not.toThrow();
});
