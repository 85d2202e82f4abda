import { matching, mount } from "./mount.ts";
import { configure, page } from "./session/page.ts";
import { fetchToken } from "./session/token.ts";

/** The files of each element, its own first. The build knows their names. */
declare const FILES: Record<string, string[]>;

const { url } = import.meta;
const loaded = new Map<string, Promise<unknown>>();
const selector = Object.keys(FILES)
  .map((name) => `bursar-${name}:not(:defined),[data-bursar=${name}]`)
  .join();

function load(name: string): Promise<unknown> {
  const [own = "", ...shared] = (FILES[name] ?? []).map((file) => new URL(file, url).href);
  // All at once, instead of one after the other as each names the next.
  for (const href of shared)
    document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href }));
  return import(own);
}

/** Loads what the tree needs, and fills its placeholders. */
async function discover(root: ParentNode = document): Promise<void> {
  const names = new Set<string>();
  for (const { dataset, localName } of matching(root, selector)) names.add(dataset.bursar ?? localName.slice(7));
  for (const name of names) loaded.set(name, loaded.get(name) ?? load(name));
  await Promise.all([...names].map((name) => loaded.get(name)));
  if (names.size) mount(root);
}

// A module has no `document.currentScript`. Hosts append `?ver=…`, which is in both addresses.
const script =
  [...document.scripts].find(({ src }) => src === url) ??
  document.querySelector<HTMLScriptElement>("script[data-token-url]");
const { key, tokenUrl } = script?.dataset ?? {};

if (!key || !tokenUrl)
  console.warn("Bursar: the script tag needs data-key and data-token-url, unless you call Bursar.configure().");
else if (!page.configuration) {
  // Asked for now, while the code of the elements is still on its way.
  let early: Promise<string | null> | undefined = fetchToken(tokenUrl);
  early.catch(() => {});
  const getToken = () => {
    const token = early ?? fetchToken(tokenUrl);
    early = undefined;
    return token;
  };
  configure({ key, getToken, baseUrl: new URL("..", url).href });
}

Object.assign(globalThis, { Bursar: { configure, mount: discover } });
void discover();
new MutationObserver((records) => {
  for (const { addedNodes } of records)
    for (const node of addedNodes) if (node instanceof HTMLElement) void discover(node);
}).observe(document, { subtree: true, childList: true });
