import { mount } from "./mount.ts";
import { configure } from "./session/page.ts";

export { BursarBalance } from "./balance/define.ts";
export { BursarEnrollButton } from "./enroll-button/define.ts";
export { BursarBalanceChangeEvent } from "./events/balance-change.ts";
export { BursarEnrollEvent } from "./events/enroll.ts";
export { BursarEnrolledEvent } from "./events/enrolled.ts";
export { BursarErrorEvent } from "./events/error.ts";
export type { Configuration } from "./session/page.ts";

/**
 * Tells the elements of a page whom they serve, and fills placeholders.
 *
 * @example
 * Bursar.configure({ key: "pk_test_…", baseUrl: "https://api.example.com", getToken });
 */
export const Bursar = { configure, mount };
