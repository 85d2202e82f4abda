import { configure } from "@bursar/elements/react";
import type { Visit } from "./visit.ts";

/** Tells the elements whom they serve. Called when the page begins, and again when somebody has signed in or out. */
export function connectBursar({ apiUrl, publishableKey }: Visit): void {
  configure({
    key: publishableKey,
    baseUrl: apiUrl,
    getToken: async () => {
      const response = await fetch("/bursar-token", { cache: "no-store" });
      return response.status === 200 ? (await response.json()).token : null;
    },
  });
}
