import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright";
import { FakeApi } from "../src/testing/fake-api.ts";

const host = "https://academy.test";

interface HostPage {
  /** Where the built elements are. */
  elements: string;
  body: string;
  /** Sent as the page's Content-Security-Policy. */
  csp?: string;
  /** What the host's server answers at /bursar-token. */
  token?: { status: number; body?: string };
  /** Keeps the elements' code back until the token has been asked for. */
  codeAfterToken?: boolean;
  /** Keeps it back until the API has been asked for something. */
  codeAfterApi?: boolean;
  /** So many requests for it are lost, or for a part of it. */
  codeLost?: { times: number; of?: RegExp };
}

/** A page of a host on one origin, with the API and the built elements on another, as it is in life. */
export async function openHostPage(
  browser: Browser,
  api: FakeApi,
  { elements, body, csp, token, codeAfterToken, codeAfterApi, codeLost }: HostPage,
): Promise<{ page: Page; requests: string[]; problems: string[] }> {
  const page = await browser.newPage();
  const requests: string[] = [];
  const problems: string[] = [];
  const tokenAsked = page.waitForRequest(`${host}/bursar-token`).catch(() => {});
  const apiAsked = page.waitForRequest(`${FakeApi.baseUrl}/v1/**`).catch(() => {});
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(error.message));

  await page.route(`${host}/**`, (route) =>
    new URL(route.request().url()).pathname === "/bursar-token"
      ? route.fulfill({ status: 200, contentType: "application/json", body: '{"token":"token"}', ...token })
      : route.fulfill({
          contentType: "text/html; charset=utf-8",
          headers: csp ? { "content-security-policy": csp } : {},
          body: `<!doctype html><html lang="en"><title>Nile Academy</title>${body}</html>`,
        }),
  );
  let lost = 0;
  await page.route(`${FakeApi.baseUrl}/**`, async (route) => {
    const request = route.request();
    const { pathname } = new URL(request.url());
    const cors = { "access-control-allow-origin": host, "access-control-allow-headers": "*, authorization" };
    // Under a second address, too: another plugin of the site may bring a copy of its own.
    const [, file] = /^(?:\/copy)?\/elements\/(?:again-\d+\/)?(.*)/.exec(pathname) ?? [];
    if (file !== undefined) {
      if (codeAfterToken && !pathname.endsWith("/bursar.js")) await tokenAsked;
      if (codeAfterApi && !pathname.endsWith("/bursar.js")) await apiAsked;
      const canBeLost = !pathname.endsWith("/bursar.js") && codeLost?.of?.test(file) !== false;
      if (codeLost && canBeLost && lost++ < codeLost.times) return route.abort();
      const content = await readFile(join(elements, file));
      return route.fulfill({ contentType: "text/javascript", headers: cors, body: content });
    }
    if (request.method() === "OPTIONS") return route.fulfill({ headers: cors });
    // A routed answer can't stay open; the stream is tested where the page has a fetch of its own.
    if (pathname === "/v1/me/events") return;
    if (pathname === "/v1/me/reads") {
      const answers = await readEarly(new URLSearchParams(request.postData() ?? ""));
      return route.fulfill({ contentType: "application/json", headers: cors, body: JSON.stringify(answers) });
    }
    const { method, url, body } = { method: request.method(), url: request.url(), body: request.postData() };
    const answer = await api.fetch(url, { method, headers: await request.allHeaders(), body }).catch(() => null);
    if (!answer) return route.abort();
    return route.fulfill({
      status: answer.status,
      contentType: "application/json",
      headers: cors,
      body: await answer.text(),
    });
  });
  async function readEarly(form: URLSearchParams): Promise<Record<string, unknown>> {
    const answers = form.getAll("path").map(async (path) => {
      const url = `${FakeApi.baseUrl}/v1/me/${path}`;
      requests.push(url);
      const answer = await api.fetch(url).catch(() => null);
      return answer?.ok ? [[path, await answer.json()] as const] : [];
    });
    return Object.fromEntries((await Promise.all(answers)).flat());
  }
  await page.goto(`${host}/`);
  return { page, requests, problems };
}
