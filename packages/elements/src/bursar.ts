import { matching } from "./matching.ts";
import { Early } from "./session/early.ts";
import { configure, page } from "./session/page.ts";
import { fetchToken } from "./session/token.ts";

/** The files of each element, its own first. The build knows their names. */
declare const FILES: Record<string, string[]>;

const files = FILES;
const { url } = import.meta;
const loaded = new Map<string, Promise<unknown>>();
const selector = Object.keys(files)
  .map((name) => `bursar-${name}:not(:defined),[data-bursar=${name}]`)
  .join();

async function load(name: string): Promise<unknown> {
  for (let attempt = 0; ; attempt++) {
    // A browser never asks again for a module that did not come, nor for what that names; hence another path for all.
    const folder = attempt ? `again-${attempt}/` : "";
    const [own = "", ...shared] = (files[name] ?? []).map((file) => new URL(folder + file, url).href);
    // All at once, instead of one after the other as each names the next.
    for (const href of shared)
      document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href }));
    try {
      return await import(own);
    } catch {
      console.warn(`Bursar: the code of ${name} did not come.`);
      await new Promise((again) => setTimeout(again, 5_000));
    }
  }
}

/** The first amount that a page formats takes a slow phone 50 ms, and while it waits it has nothing else to do. */
function warmUp(): void {
  try {
    // XXX is ISO 4217 for no currency.
    new Intl.NumberFormat(document.documentElement.lang || "en", { style: "currency", currency: "XXX" }).format(0);
  } catch {
    // Not a language that `Intl` knows: the elements speak English then.
  }
}

/** Loads what the tree needs, and fills its placeholders. */
async function discover(root: ParentNode = document): Promise<void> {
  const names = new Set<string>();
  for (const element of matching(root, selector)) {
    const { bursar } = element.dataset;
    const name = bursar ?? element.localName.slice(7);
    if (!loaded.has(name))
      early?.plan(name, (attribute) => element.getAttribute(bursar ? `data-${attribute}` : attribute));
    names.add(name);
  }
  if (!names.size) return;
  for (const name of names) loaded.set(name, loaded.get(name) ?? load(name));
  early?.send();
  await Promise.all([...names].map((name) => loaded.get(name)));
  page.mount?.(root);
}

// A module has no `document.currentScript`. Hosts append `?ver=…`, which is in both addresses.
const script =
  [...document.scripts].find(({ src }) => src === url) ??
  document.querySelector<HTMLScriptElement>("script[data-token-url],script[data-token]");
const { key, token, tokenUrl } = script?.dataset ?? {};
let early: Early | undefined;

if (!key || (token ?? tokenUrl) === undefined)
  console.warn("Bursar: the script tag needs data-key, and data-token-url or data-token, or call Bursar.configure().");
else if (!page.configuration) {
  const fetchOne = async () => (tokenUrl ? fetchToken(tokenUrl) : null);
  // Asked for now, while the code of the elements is still on its way.
  let first: Promise<string | null> | undefined = token ? Promise.resolve(token) : fetchOne();
  first.catch(() => {});
  const getToken = () => {
    const token = first ?? fetchOne();
    first = undefined;
    return token;
  };
  const baseUrl = new URL("..", url).href;
  early = new Early(key, baseUrl, token || first);
  configure({ key, getToken, baseUrl, fetch: early.fetch });
}

Object.assign(globalThis, { Bursar: { configure, mount: discover } });
void discover();
if (loaded.size) warmUp();
new MutationObserver((records) => {
  for (const { addedNodes } of records)
    for (const node of addedNodes) if (node instanceof HTMLElement) void discover(node);
}).observe(document, { subtree: true, childList: true });
