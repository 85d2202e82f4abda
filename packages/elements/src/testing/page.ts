import { afterEach, beforeEach } from "vitest";
import { configure } from "../session/page.ts";
import { fetchToken } from "../session/token.ts";
import { FakeApi } from "./fake-api.ts";

const realFetch = globalThis.fetch;

/** The page of a host, with the API behind it, fresh for each test. */
export let api: FakeApi;

beforeEach(() => {
  api = new FakeApi();
  globalThis.fetch = api.fetch;
  signIn();
});

afterEach(() => {
  document.body.replaceChildren();
  for (const name of ["lang", "dir", "style"]) document.documentElement.removeAttribute(name);
  document.adoptedStyleSheets = [];
  globalThis.fetch = realFetch;
});

/** Whoever the host's server says is signed in, from now on. */
export function signIn(): void {
  configure({ key: "pk_test_1", baseUrl: FakeApi.baseUrl, getToken: () => fetchToken("/bursar-token") });
}

/** Nobody is signed in any more, and the host has said so. */
export function signOut(): void {
  api.signedIn = false;
  signIn();
}

/** Dresses the page, until the test is over, in a theme that pushes its looks onto all that it can name. */
export function wearHostileTheme(selector = "*"): void {
  const theme = new CSSStyleSheet();
  theme.replaceSync(`${selector} {
    letter-spacing: 0.5em; line-height: 3; text-transform: uppercase; word-break: break-all; text-align: end; margin: 20px;
    text-indent: 3em; white-space: pre; font-variant: small-caps; text-shadow: 0 0 9px red; word-spacing: 1em; padding: 0;
    --color: red; --accent: red; --radius: 0;
  }`);
  document.adoptedStyleSheets = [theme];
}

/** Puts HTML on the page, and gives its first element of that name. */
export function show<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, html: string): HTMLElementTagNameMap[Tag] {
  document.body.innerHTML = html;
  return document.body.querySelector(tag) as HTMLElementTagNameMap[Tag];
}
