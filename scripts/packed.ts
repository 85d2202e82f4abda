import { execFile } from "node:child_process";
import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const root = join(import.meta.dirname, "..");

/** The path of a command-line tool of the workspace. */
export const bin = (name: string): string => join(root, "node_modules/.bin", name);

export async function run(command: string, args: string[], cwd: string): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, { cwd, maxBuffer: 64 * 1024 * 1024 }).catch((error) => {
    throw new Error(`${command} ${args.join(" ")}\n${error.stdout}\n${error.stderr}`);
  });
  return stdout;
}

interface Packed {
  tarball: string;
  manifest: { name: string; dependencies: Record<string, string>; exports: Record<string, unknown> };
}

/** Builds a package with one of its scripts, and packs it as it would be published, in a folder of its own. */
export async function pack(folder: string, build: string, stage: string): Promise<Packed> {
  const manifest = await publishedManifest(folder);
  const [dist = "", ...documents] = manifest.files;
  await run(process.execPath, [join(folder, build), join(stage, dist)], folder);
  await writeFile(join(stage, "package.json"), JSON.stringify(manifest));
  for (const file of documents) await cp(join(folder, file), join(stage, file));
  return { manifest, tarball: join(stage, JSON.parse(await run("npm", ["pack", "--json"], stage))[0].filename) };
}

/** What pnpm makes of the manifest when it publishes: `publishConfig` takes the place of what serves the workspace. */
async function publishedManifest(folder: string) {
  const { publishConfig, scripts, devDependencies, ...manifest } = await manifestOf(folder);
  const { access, ...overrides } = publishConfig;
  const dependencies: Record<string, string> = {};
  for (const [name, range] of Object.entries<string>(manifest.dependencies)) {
    const isOurs = range.startsWith("workspace:");
    dependencies[name] = isOurs ? `^${(await manifestOf(join(folder, "node_modules", name))).version}` : range;
  }
  return { ...manifest, ...overrides, dependencies };
}

const manifestOf = async (folder: string) => JSON.parse(await readFile(join(folder, "package.json"), "utf8"));

/** Unpacks a package into a project, and gives it its dependencies unless the project has them. */
export async function install({ tarball, manifest }: Packed, folder: string, project: string): Promise<void> {
  const modules = join(project, "node_modules");
  const installed = join(modules, manifest.name);
  await mkdir(installed, { recursive: true });
  await run("tar", ["-xzf", tarball, "--strip-components=1", "-C", installed], project);
  for (const name of Object.keys(manifest.dependencies)) await link(name, folder, project);
}

/** Gives a project what another folder has installed, unless it has it. */
export async function link(name: string, folder: string, project: string): Promise<void> {
  const place = join(project, "node_modules", name);
  await mkdir(dirname(place), { recursive: true });
  await symlink(join(folder, "node_modules", name), place, "junction").catch((error) => {
    if (error.code !== "EEXIST") throw error;
  });
}
