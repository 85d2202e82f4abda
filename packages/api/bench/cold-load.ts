/// <reference lib="dom" />
import type { Browser } from "playwright";
import { network } from "./slow-network.ts";

export const slowdown = 4;

/** Times in milliseconds since the navigation began. */
export interface ColdLoad {
  /** When the element's placeholder was in a frame; the content, when it came first. */
  placeholder: number;
  content: number;
  /** By Chromium's measure, added up. */
  shift: number;
  requests: { name: string; from: number; to: number }[];
}

/** What is looked for in the shadow tree of the page's element. */
interface Parts {
  placeholder?: string;
  content: string;
}

/** Opens a page in a context of its own: nothing is in a cache, no preflight is remembered, no connection is open. */
export async function openCold(browser: Browser, url: string, parts: Parts): Promise<ColdLoad> {
  const page = await (await browser.newContext()).newPage();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.emulateNetworkConditions", network);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  await page.addInitScript(watch, parts);
  await page.goto(url, { waitUntil: "commit" });
  const found = await page.waitForFunction(() => (globalThis as { coldLoad?: ColdLoad }).coldLoad, null, {
    polling: 100,
  });
  const load = await found.jsonValue();
  // What is slowed down goes on working at it, and would take the CPU from the next page.
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  await page.goto("about:blank");
  return load as ColdLoad;
}

/** Runs in the page, before anything else does. Nothing polls there: it would take time from what is measured. */
function watch({ placeholder, content }: Parts): void {
  const seen = { placeholder: 0, content: 0, shift: 0 };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.shift += (entry as PerformanceEntry & { value: number }).value;
  }).observe({ type: "layout-shift", buffered: true });

  // What is in the page counts once it is in a frame.
  const afterFrame = (act: () => void) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = act;
      port2.postMessage(null);
    });
  const look = (root: ShadowRoot, observer: MutationObserver) => {
    if (placeholder && root.querySelector(placeholder))
      afterFrame(() => {
        seen.placeholder ||= performance.now();
      });
    if (!root.querySelector(content)) return;
    observer.disconnect();
    afterFrame(() => {
      seen.content = performance.now();
      seen.placeholder ||= seen.content;
      // Of what has moved in this frame the observer hears later.
      setTimeout(tell, 200);
    });
  };
  const tell = () => {
    const requests = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    Object.assign(globalThis, {
      coldLoad: {
        ...seen,
        requests: requests.map(({ name, startTime, responseEnd }) => ({
          name: new URL(name).pathname,
          from: startTime,
          to: responseEnd,
        })),
      },
    });
  };
  const { attachShadow } = Element.prototype;
  Element.prototype.attachShadow = function (init) {
    const root = attachShadow.call(this, init);
    new MutationObserver((_, observer) => look(root, observer)).observe(root, { subtree: true, childList: true });
    return root;
  };
}
