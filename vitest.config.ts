import { availableParallelism } from "node:os";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { chromiumLaunch } from "./scripts/chromium.ts";

/** What never comes fails a test; a busy machine does not. */
const patient = { testTimeout: 60_000, hookTimeout: 120_000, expect: { poll: { timeout: 10_000 } } };

export default defineConfig({
  test: {
    globalSetup: "scripts/test-database.ts",
    // Half of the time a test waits for the database or the browser. More than a few, with a server each, need much memory.
    maxWorkers: process.env.TEST_DATABASE_URL ? 1 : Math.min(availableParallelism(), 4),
    projects: [
      {
        test: {
          name: "node",
          include: ["packages/*/{src,test}/**/*.test.ts", "scripts/**/*.test.ts"],
          exclude: ["packages/elements/src/**", "**/node_modules/**"],
          ...patient,
        },
      },
      {
        test: {
          name: "elements",
          include: ["packages/elements/src/**/*.test.ts"],
          ...patient,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: await chromiumLaunch() }),
            // Two pages at once would take the focus from each other.
            instances: [{ browser: "chromium", fileParallelism: false }],
          },
        },
      },
      {
        test: { name: "e2e", include: ["{examples,scripts}/**/*.e2e.ts"], ...patient },
      },
    ],
  },
});
