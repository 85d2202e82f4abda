import { join, relative } from "node:path";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../../../..");

/** All modules that lie behind some others: what is bundled is what would run. */
async function modulesBehind(entryPoints: string[], packages: "external" | "bundle"): Promise<string[]> {
  const { metafile } = await build({
    ...{ entryPoints, packages, bundle: true, write: false, metafile: true, outdir: root, logLevel: "silent" },
    ...{ format: "esm", platform: packages === "external" ? "node" : "browser", absWorkingDir: root },
  });
  return Object.keys(metafile.inputs).map((path) => relative(root, join(root, path)));
}

describe("in production", () => {
  it("nothing of the sandbox runs, nor anything that only tests use", async () => {
    const entries = ["main.ts", "worker.ts", "cli/main.ts"].map((file) => `packages/api/src/${file}`);
    const modules = await modulesBehind(entries, "external");
    expect(modules).toContain("packages/api/src/attendance/livekit-webhook.ts");
    expect(modules.filter((path) => /^packages\/api\/(sandbox|test|bench)\/|\.test\.ts$/.test(path))).toEqual([]);
  });

  it("nothing of LiveKit reaches a browser", async () => {
    const modules = await modulesBehind(["packages/sdk/src/index.ts"], "bundle");
    expect(modules).toContain("packages/sdk/src/resources/livekit.ts");
    expect(modules.filter((path) => /livekit-server-sdk|@livekit|@bufbuild/.test(path))).toEqual([]);
  });
});
