// Bundles the site for the browser and for the server's own rendering, into dist. Your Vite or Next.js does this.
import { type BuildOptions, build } from "esbuild";
import type { Visit } from "./src/visit.ts";

const mode = process.env.NODE_ENV === "production" ? "production" : "development";

const shared: BuildOptions = {
  absWorkingDir: import.meta.dirname,
  bundle: true,
  format: "esm",
  target: "es2022",
  jsx: "automatic",
  jsxDev: mode === "development",
  minify: mode === "production",
  define: { "process.env.NODE_ENV": `"${mode}"` },
};

/** @returns What renders the page on the server. */
export async function buildSite(): Promise<(visit: Visit) => string> {
  await Promise.all([
    build({ ...shared, entryPoints: ["src/browser.tsx"], outdir: "dist/public", splitting: true }),
    build({
      ...shared,
      entryPoints: ["src/render.tsx"],
      outdir: "dist",
      platform: "node",
      external: ["react", "react-dom"],
    }),
  ]);
  const { render } = await import(new URL("dist/render.js", import.meta.url).href);
  return render;
}
