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

/** Puts HTML on the page, and gives its first element of that name. */
export function show<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, html: string): HTMLElementTagNameMap[Tag] {
  document.body.innerHTML = html;
  return document.body.querySelector(tag) as HTMLElementTagNameMap[Tag];
}
