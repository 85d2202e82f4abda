import type { Reporter, TestModule } from "vitest/node";
import type { Tally } from "./checks.ts";

/** Tells the parent process what came of a run. */
export default class implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]).map((test) => test.result().state);
    // A file that cannot be loaded, and a hook that throws, fail without a failed test.
    const groups = modules.flatMap((module) => [module, ...module.children.allSuites()]);
    const failedGroups = groups.filter((group) => group.errors().length > 0);
    const tally: Tally = {
      passed: tests.filter((state) => state === "passed").length,
      failed: tests.filter((state) => state === "failed").length + failedGroups.length + unhandledErrors.length,
    };
    process.send?.(tally);
  }
}
