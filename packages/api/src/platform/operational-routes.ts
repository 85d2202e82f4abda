import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { serveStatic } from "@hono/node-server/serve-static";
import type { Hono } from "hono";
import type { Variables } from "./api.ts";
import { describeApi } from "./openapi.ts";
import type { Platform } from "./platform.ts";
import { ProblemError } from "./problem.ts";

const referencePage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Bursar API reference</title>
<link rel="icon" href="data:,">
</head>
<body>
<script id="api-reference" data-url="/openapi.json" data-configuration='{"withDefaultFonts":false,"telemetry":false,"agent":{"disabled":true},"mcp":{"disabled":true},"hideClientButton":true}'></script>
<script src="/docs/reference.js"></script>
</body>
</html>
`;

const referenceScript = join(fileURLToPath(import.meta.resolve("@scalar/api-reference")), "../browser/standalone.js");

/** What operators and developers ask of the process: health, metrics, the API's description, the elements. */
export function operationalRoutes(app: Hono<Variables>, platform: Platform, isDraining: () => boolean): void {
  const { environment, metrics, sql } = platform;

  app.get("/healthz", (c) => c.json({ status: "ok" }));
  app.get("/readyz", async (c) => {
    if (isDraining()) throw new ProblemError("server.unavailable", {});
    await sql`select`;
    return c.json({ status: "ready" });
  });

  app.get("/metrics", async (c) => {
    const token = environment.METRICS_TOKEN;
    if (token && c.req.header("authorization") !== `Bearer ${token}`)
      throw new ProblemError("auth.unauthenticated", {});
    return c.text(await metrics.registry.metrics(), 200, { "Content-Type": metrics.registry.contentType });
  });

  const description = JSON.stringify(describeApi());
  app.get("/openapi.json", (c) =>
    c.body(description, 200, { "Content-Type": "application/json", "Access-Control-Allow-Origin": "*" }),
  );
  app.get("/docs", (c) => c.html(referencePage));
  app.get("/docs/reference.js", async (c) =>
    c.body(await readFile(referenceScript), 200, {
      "Content-Type": "text/javascript",
      "Cache-Control": "public, max-age=86400",
    }),
  );

  const elements = environment.ELEMENTS_DIRECTORY;
  if (elements) {
    app.get("/elements/*", async (c, next) => {
      // The pages are other people's: module scripts come only with CORS, and only embedding is what they are for.
      c.header("Access-Control-Allow-Origin", "*");
      c.header("Cross-Origin-Resource-Policy", "cross-origin");
      await next();
    });
    app.get(
      "/elements/*",
      serveStatic({
        root: elements,
        // A browser never asks again for a module that it once could not get, so the loader asks for it elsewhere.
        rewriteRequestPath: (path) => path.replace(/^\/elements(\/again-\d+)?/, ""),
        precompressed: true,
        onFound: (_, c) => {
          // Names of chunks carry their hash; the loader's doesn't, and must be found again when it changes. The name that
          // was asked for: the file that is served may be its compressed twin.
          const isImmutable = /-[A-Z0-9]{6}\.js$/i.test(c.req.path);
          c.header("Cache-Control", isImmutable ? "public, max-age=31536000, immutable" : "public, max-age=300");
        },
        onNotFound: () => {
          throw new ProblemError("request.not_found", {});
        },
      }),
    );
  }
}
