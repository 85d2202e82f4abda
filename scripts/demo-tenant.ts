// The demo's tenant: made with the operator's command like any other, then filled through the API like any other.
import { execFile } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";
import { Bursar, isBursarError } from "@bursar/sdk";
import type { DemoSite } from "./demo-sites.ts";
import type { Demo } from "./welcome.ts";

interface Keys {
  tenant: string;
  secretKey: string;
  publishableKey: string;
  tokenSecret: string;
}

interface Options {
  site: DemoSite;
  cli: string;
  apiUrl: string;
  demoUrl: string;
  env: NodeJS.ProcessEnv;
  now: Date;
}

export async function prepareDemoTenant({ site, cli, apiUrl, demoUrl, env, now }: Options): Promise<Demo> {
  const origins = [demoUrl, demoUrl.replace("127.0.0.1", "localhost")];
  const kept = existsSync(site.keys) ? (JSON.parse(readFileSync(site.keys, "utf8")) as Keys) : undefined;
  const keys = kept && (await isKnown(kept, apiUrl)) ? kept : await createTenant(site, cli, origins, env);
  const bursar = new Bursar({ baseUrl: apiUrl, secretKey: keys.secretKey });
  await admitOrigins(bursar, origins);
  await site.seed(bursar, demoUrl, now);
  return {
    signIns: site.people.map(({ name, role, about }) => ({ name, role, note: about })),
    env: {
      BURSAR_API_URL: apiUrl,
      BURSAR_SECRET_KEY: keys.secretKey,
      BURSAR_PUBLISHABLE_KEY: keys.publishableKey,
      BURSAR_TOKEN_SECRET: keys.tokenSecret,
    },
  };
}

/** Another database may be in use since the keys were kept. */
async function isKnown({ secretKey }: Keys, baseUrl: string): Promise<boolean> {
  try {
    await new Bursar({ baseUrl, secretKey }).tenant.retrieve();
    return true;
  } catch (error) {
    if (isBursarError(error, "auth.unauthenticated")) return false;
    throw error;
  }
}

async function createTenant(
  { name, keys }: DemoSite,
  cli: string,
  origins: string[],
  env: NodeJS.ProcessEnv,
): Promise<Keys> {
  const args = [cli, "tenant", "create", "--name", name, "--origin", ...origins, "--json"];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  writeFileSync(keys, stdout, { mode: 0o600 });
  return JSON.parse(stdout) as Keys;
}

/** The demo site may have moved to another port. */
async function admitOrigins(bursar: Bursar, origins: string[]): Promise<void> {
  const { data } = await bursar.keys.list();
  const page = data.find((key) => key.kind === "publishable" && key.revokedAt === null);
  if (page && !origins.every((origin) => page.origins.includes(origin))) await bursar.keys.update(page.id, { origins });
}
