import { mount } from "./mount.ts";
import { configure } from "./session/page.ts";

export * from "./generated/elements.ts";
export type { Configuration } from "./session/page.ts";
export type { WalletAction } from "./session/users.ts";

/**
 * Tells the elements of a page whom they serve, and fills placeholders.
 *
 * @example
 * Bursar.configure({ key: "pk_test_…", baseUrl: "https://api.example.com", getToken });
 */
export const Bursar = { configure, mount };
