import { serve } from "@hono/node-server";
import { academy } from "./academy.ts";
import { Sandbox } from "./sandbox.ts";

const setting = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
};

const { SANDBOX_URL } = process.env;

const app = academy({
  sandbox: SANDBOX_URL ? await Sandbox.open(SANDBOX_URL, setting("SANDBOX_TOKEN")) : undefined,
  apiUrl: setting("BURSAR_API_URL"),
  secretKey: setting("BURSAR_SECRET_KEY"),
  publishableKey: setting("BURSAR_PUBLISHABLE_KEY"),
  tokenSecret: setting("BURSAR_TOKEN_SECRET"),
});

serve({ fetch: app.fetch, port: Number(process.env.PORT || 4500), hostname: "127.0.0.1" }, ({ port }) =>
  console.log(`Nile Academy: http://127.0.0.1:${port}`),
);
