// npm test: everything there is. npm test -- <pattern>: only the test files whose path contains the pattern.
import { runChecks, type Tally } from "./checks.ts";
import { runVitest } from "./vitest-run.ts";

const filters = process.argv.slice(2);
const checks: Tally = filters.length > 0 ? { passed: 0, failed: 0 } : await runChecks({ write: false });
const tests = await runVitest(filters);

const failed = checks.failed + tests.failed;
console.log(`\n${checks.passed + tests.passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
