// Runs a script of this workspace on any machine with Node 20 and npm: brings a Node that runs TypeScript, brings pnpm,
// installs what package.json asks for, and only then starts the script. Hence plain JavaScript without dependencies.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { fingerprint } from "./fingerprint.mjs";

const versions = { node: "24.21.0", pnpm: "12.21.0" };
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const toolchainFile = join(root, ".bursar", "toolchain.json");
const installedFile = join(root, "node_modules", ".bursar-installed");
const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

process.chdir(root);
const [script, ...args] = process.argv.slice(2);
if (!script) fail("usage: node scripts/with-toolchain.mjs <script> [arguments]");

const ownNode = Number(process.versions.node.split(".")[0]) >= 24 ? process.execPath : undefined;
const manifests = installInputs();
const wanted = fingerprint(manifests);
const installed = readIfThere(installedFile) === wanted;
const toolchain = ownNode && installed ? { node: ownNode, pnpm: "" } : await findToolchain();
const node = ownNode ?? toolchain.node;
const environment = {
  // What is compiled once need not be again: it halves the start of each process, and tests start hundreds.
  NODE_COMPILE_CACHE: join(root, "node_modules", ".cache", "compiled"),
  ...process.env,
  PATH: [dirname(node), join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter),
};

if (!installed) {
  await step("Installing dependencies", () =>
    run(toolchain.pnpm, ["install", "--frozen-lockfile", "--config.confirm-modules-purge=false"], environment),
  );
  writeFileSync(installedFile, wanted);
}
process.exitCode = await handOver(node, [/** @type {string} */ (script), ...args]);

/** The files that decide what is installed. */
function installInputs() {
  const packages = ["packages", "examples"].flatMap((folder) =>
    existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name, "package.json")) : [],
  );
  return ["package.json", "pnpm-workspace.yaml", "pnpm-lock.yaml", ...packages.sort()];
}

/** @returns {Promise<{ node: string, pnpm: string }>} */
async function findToolchain() {
  const known = JSON.parse(readIfThere(toolchainFile) ?? "{}");
  const usable = known.versions?.node === versions.node && known.versions?.pnpm === versions.pnpm;
  if (usable && existsSync(known.node) && existsSync(known.pnpm)) return known;

  const output = await step(`Bringing Node ${versions.node} and pnpm ${versions.pnpm}`, () =>
    run("npx", [
      "--yes",
      ...["--package", `node@${versions.node}`, "--package", `pnpm@${versions.pnpm}`],
      ...["--call", `node -p process.execPath && command -v pnpm`],
    ]),
  );
  const [node = "", pnpm = ""] = output.trim().split("\n").slice(-2);
  mkdirSync(dirname(toolchainFile), { recursive: true });
  writeFileSync(toolchainFile, `${JSON.stringify({ versions, node, pnpm }, null, 2)}\n`);
  return { node, pnpm };
}

/**
 * Leaves the terminal to the script, and waits for it to end.
 * @param {string} command
 * @param {string[]} commandArgs
 * @returns {Promise<number>}
 */
function handOver(command, commandArgs) {
  const child = start(command, commandArgs, { env: environment, stdio: "inherit" });
  return new Promise((resolve) => {
    child.once("error", (error) => fail(`${command}: ${error.message}`));
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

/**
 * Runs a command silently; what it said is shown only when it fails.
 * @param {string} command
 * @param {string[]} commandArgs
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<string>} what it wrote to standard output
 */
function run(command, commandArgs, env = process.env) {
  const child = start(command, commandArgs, { env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let everything = "";
  child.stdout?.on("data", (chunk) => {
    output += chunk;
    everything += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    everything += chunk;
  });
  return new Promise((resolve) => {
    child.once("error", (error) => fail(`${command}: ${error.message}`));
    child.once("close", (code) =>
      code === 0 ? resolve(output) : fail(`\n${everything.trimEnd()}\n${command} failed`),
    );
  });
}

/**
 * Starts a command that hears of it when this process is told to stop. Once is enough: the terminal, npm and this script
 * may all pass on the same Ctrl-C.
 * @param {string} command
 * @param {string[]} commandArgs
 * @param {import("node:child_process").SpawnOptions} options
 */
function start(command, commandArgs, options) {
  const child = spawn(command, commandArgs, options);
  let told = false;
  /** @param {NodeJS.Signals} signal */
  const tell = (signal) => {
    if (!told) child.kill(signal);
    told = true;
  };
  for (const signal of signals) process.on(signal, tell);
  // npm that is killed outright passes nothing on; that it is gone is only seen by being given to another parent.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event) setInterval(() => process.ppid !== parent && tell("SIGTERM"), 500).unref();
  return child;
}

/**
 * @template T
 * @param {string} label
 * @param {() => Promise<T>} work
 */
async function step(label, work) {
  process.stdout.write(`${label} … `);
  const start = Date.now();
  const result = await work();
  process.stdout.write(`${((Date.now() - start) / 1000).toFixed(1)} s\n`);
  return result;
}

/** @param {string} file */
function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  console.error(message);
  process.exit(1);
}
