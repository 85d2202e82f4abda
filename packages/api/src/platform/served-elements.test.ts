import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type IncomingHttpHeaders, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, describe, expect, it } from "vitest";
import { useServedApi } from "../../test/served-api.ts";

const folder = mkdtempSync(join(tmpdir(), "bursar-served-"));
const elements = join(folder, "elements");
mkdirSync(elements);
mkdirSync(`${elements}-private`);
for (const [name, content] of Object.entries({
  "elements/bursar.js": "loader",
  "elements/bursar.js.br": "loader in br",
  "elements/x-abc123.js": "chunk",
  "elements/x-abc123.js.br": "chunk in br",
  "elements/manifest.json": "{}",
  "secret.env": "secret",
  "elements-private/secret.env": "secret",
}))
  writeFileSync(join(folder, name), content);
afterAll(() => rmSync(folder, { recursive: true }));

const api = useServedApi({ ELEMENTS_DIRECTORY: elements });

/** Asks for a path as it stands: `fetch` would tidy it up first. */
const get = (path: string, headers: Record<string, string> = {}) =>
  new Promise<{ status: number | undefined; headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
    const { hostname, port } = new URL(api.url);
    request({ hostname, port, path, headers }, async (answer) =>
      resolve({ status: answer.statusCode, headers: answer.headers, body: await text(answer) }),
    )
      .on("error", reject)
      .end();
  });

describe("the elements' files", () => {
  it.each([{}, { "accept-encoding": "gzip, deflate, br, zstd" }])(
    "are kept for ever under a name that carries their hash, and for minutes under another: %j",
    async (headers) => {
      const kept = async (name: string) => (await get(`/elements/${name}`, headers)).headers["cache-control"];
      expect(await kept("x-abc123.js")).toBe("public, max-age=31536000, immutable");
      expect(await kept("bursar.js")).toBe("public, max-age=300");
      expect(await kept("bursar.js?ver=6.8.3")).toBe("public, max-age=300");
      expect(await kept("manifest.json")).toBe("public, max-age=300");
    },
  );

  it("come compressed to whoever takes that, as what they are", async () => {
    const compressed = await get("/elements/x-abc123.js", { "accept-encoding": "gzip, deflate, br, zstd" });
    expect(compressed).toMatchObject({
      status: 200,
      body: "chunk in br",
      headers: { "content-encoding": "br", "content-type": "text/javascript; charset=utf-8", vary: "Accept-Encoding" },
    });
    const plain = await get("/elements/x-abc123.js");
    expect(plain).toMatchObject({ status: 200, body: "chunk" });
    expect(plain.headers).not.toHaveProperty("content-encoding");
  });

  it("are found again under another path, where a browser has given up on the first", async () => {
    expect(await get("/elements/again-1/x-abc123.js")).toMatchObject({ status: 200, body: "chunk" });
    expect((await get("/elements/again-1/../secret.env")).status).toBe(404);
  });

  it("may be loaded by any site, and so may the news that one is gone", async () => {
    for (const name of ["bursar.js", "x-abc123.js", "x-gone99.js"]) {
      const { headers } = await get(`/elements/${name}`, { origin: "https://academy.example" });
      expect(headers, name).toMatchObject({
        "access-control-allow-origin": "*",
        "cross-origin-resource-policy": "cross-origin",
      });
    }
  });

  it("that are not there are told so, and nobody keeps that", async () => {
    const gone = await get("/elements/x-gone99.js");
    expect([gone.status, gone.headers["cache-control"]]).toEqual([404, "no-store"]);
    expect((await get("/elements/")).status).toBe(404);
  });

  it.each([
    "../secret.env",
    "..%2fsecret.env",
    "..%2Fsecret.env",
    "%2e%2e/secret.env",
    "%2e%2e%2fsecret.env",
    "..%252fsecret.env",
    "%252e%252e%252fsecret.env",
    "..\\secret.env",
    "..%5csecret.env",
    "x/../../secret.env",
    "x/..%2f..%2fsecret.env",
    "./../secret.env",
    "..;/secret.env",
    "..%00/secret.env",
    "%c0%ae%c0%ae/secret.env",
    "%uff0e%uff0e/secret.env",
    "//secret.env",
    join(folder, "secret.env"),
    encodeURIComponent(join(folder, "secret.env")),
    `file://${folder}/secret.env`,
    "../elements-private/secret.env",
    "..%2felements-private%2fsecret.env",
  ])("are all that can be read: not %s", async (path) => {
    const { status, body } = await get(`/elements/${path}`);
    expect(body).not.toBe("secret");
    expect(status).toBeOneOf([400, 404]);
  });

  it("are not left by what comes right behind their name either", async () => {
    for (const path of ["/elements-private/secret.env", "/elements..%2fsecret.env", "/elements%2f..%2fsecret.env"])
      expect(await get(path), path).toMatchObject({ status: 404 });
  });
});
