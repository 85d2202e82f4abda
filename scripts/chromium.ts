// A Chromium for tests: the one that is installed, otherwise the one that comes inside a package.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export interface ChromiumLaunch {
  executablePath: string;
  env: Record<string, string>;
}

const installedPaths = [
  ...["google-chrome", "google-chrome-stable", "chromium", "chromium-browser"].map((name) => `/usr/bin/${name}`),
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** What Playwright's `chromium.launch` needs. */
export async function chromiumLaunch(): Promise<ChromiumLaunch> {
  const installed = process.env.CHROME_PATH || installedPaths.find((path) => existsSync(path));
  if (installed) return { executablePath: installed, env: inherited() };

  const folder = await unpackedChromium();
  const executablePath = join(folder, "chromium");
  const env = { ...inherited(), FONTCONFIG_FILE: join(folder, "fonts.conf") };
  // The libraries that a bare machine lacks come with the package, but the machine's own fit it better.
  const runs = spawnSync(executablePath, ["--version"], { env }).status === 0;
  return { executablePath, env: runs ? env : { ...env, LD_LIBRARY_PATH: join(folder, "al2023", "lib") } };
}

/** Unpacked once, and put in place in one piece, since several runs may come by at the same time. */
async function unpackedChromium(): Promise<string> {
  const packageFolder = join(dirname(fileURLToPath(import.meta.resolve("@sparticuz/chromium"))), "..");
  const { version } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8"));
  const cache = resolve("node_modules", ".cache");
  const folder = join(cache, `chromium-${version}`);
  if (existsSync(folder)) return folder;

  mkdirSync(cache, { recursive: true });
  const unfinished = mkdtempSync(join(cache, "unpacking-"));
  await unpack(join(packageFolder, "bin"), unfinished);
  writeFileSync(join(unfinished, "fonts.conf"), fontConfiguration(folder));
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

async function unpack(archives: string, folder: string): Promise<void> {
  const { inflate } = await import("@sparticuz/chromium");
  const { TMPDIR } = process.env;
  // The package unpacks into the temporary folder, and nowhere else.
  process.env.TMPDIR = folder;
  try {
    const names = ["chromium.br", "fonts.tar.br", "swiftshader.tar.br", "al2023.tar.br"];
    await Promise.all(names.map((name) => inflate(join(archives, name))));
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
}

/** The package's own names folders of a serverless platform; without a font, all text has no size. */
function fontConfiguration(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, "fonts")}</dir>
  <cachedir>${join(folder, "fonts-cache")}</cachedir>
</fontconfig>
`;
}

function inherited(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
