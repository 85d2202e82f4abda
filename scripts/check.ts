// npm run check [-- --write]: what `npm test` finds out without running the code; --write puts the style right.
import { parseArgs } from "node:util";
import { runChecks } from "./checks.ts";

const { write } = parseArgs({ options: { write: { type: "boolean", default: false } } }).values;
const { failed } = await runChecks({ write });
process.exitCode = failed > 0 ? 1 : 0;
