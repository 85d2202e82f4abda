import { serve } from "@hono/node-server";
import { buildSite } from "./build.ts";
import { school } from "./school.ts";

const setting = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
};

const app = school({
  apiUrl: setting("BURSAR_API_URL"),
  secretKey: setting("BURSAR_SECRET_KEY"),
  publishableKey: setting("BURSAR_PUBLISHABLE_KEY"),
  tokenSecret: setting("BURSAR_TOKEN_SECRET"),
  render: await buildSite(),
});

serve({ fetch: app.fetch, port: Number(process.env.PORT || 4500), hostname: "127.0.0.1" }, ({ port }) =>
  console.log(`Delta School: http://127.0.0.1:${port}`),
);
