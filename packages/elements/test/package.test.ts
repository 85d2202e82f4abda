import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bin, install, link, pack, run } from "../../../scripts/packed.ts";
import { elementNames } from "../generate/folders.ts";

const folder = join(import.meta.dirname, "..");
const sdk = join(folder, "../sdk");

/** Every way to import something, those of each element included. */
const entryPoints = [
  ...["", "/configure", "/react", "/testing"],
  ...elementNames.flatMap((name) => [`/${name}`, `/${name}/class`, `/${name}/harness`]),
].map((path) => `@bursar/elements${path}`);

let home: string;
let tarball: string;
let project: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "bursar-elements-"));
  project = join(home, "project");
  await mkdir(project);
  const [packedSdk, packed] = await Promise.all([
    pack(sdk, "build.ts", join(home, "sdk")),
    pack(folder, "build-npm.ts", join(home, "elements")),
  ]);
  await install(packedSdk, sdk, project);
  await install(packed, folder, project);
  for (const name of ["react", "react-dom", "@types/react", "@types/react-dom"]) await link(name, folder, project);
  tarball = packed.tarball;
}, 180_000);

afterAll(() => rm(home, { recursive: true, force: true }));

/** Writes a program into a project that has installed the tarball. */
async function program(name: string, source: string): Promise<string> {
  await writeFile(join(project, name), source);
  return name;
}

/** What comes out when a host bundles such a program; code that is loaded later stays out. */
async function bundle(source: string): Promise<{ code: string; files: string[] }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: source, resolveDir: project, loader: "tsx" },
    bundle: true,
    splitting: true,
    format: "esm",
    outdir: "out",
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  // What the page loads at once; what an element fetches when it needs it stands in chunks of its own.
  const atOnce = new Set<string>();
  const follow = (path: string) => {
    if (atOnce.has(path)) return;
    atOnce.add(path);
    for (const { path: next, kind } of metafile.outputs[path]?.imports ?? []) {
      if (kind === "import-statement") follow(next);
    }
  };
  for (const [path, { entryPoint }] of Object.entries(metafile.outputs)) if (entryPoint === "<stdin>") follow(path);
  const inputs = [...atOnce].flatMap((path) => Object.entries(metafile.outputs[path]?.inputs ?? {}));
  const used = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file);
  const texts = outputFiles.filter(({ path }) => atOnce.has(relative(process.cwd(), path))).map(({ text }) => text);
  return { code: texts.join("\n"), files: used };
}

const defined = (code: string): string[] =>
  [...code.matchAll(/\bdefine\w*\("bursar-([\w-]+)"/g)].map(([, name = ""]) => name).sort();

describe("the packed tarball", { timeout: 60_000 }, () => {
  test("holds the build, its descriptions, README and licence, and nothing else", async () => {
    const files = (await run("tar", ["-tzf", tarball], home)).trim().split("\n");
    const other = files.filter((file) => !/^package\/dist\/npm\/.+\.(js|d\.ts)$/.test(file));
    const expected = ["LICENSE", "README.md", "package.json"];
    const descriptions = ["custom-elements.json", "vscode.html-custom-data.json"].map((name) => `dist/npm/${name}`);
    expect(other.sort()).toEqual([...expected, ...descriptions].map((file) => `package/${file}`).sort());
    expect(files.filter((file) => /test|fake/.test(file))).toEqual([]);
  });

  test("satisfies publint", async () => {
    await run(bin("publint"), ["run", tarball, "--strict"], home);
  });

  test("has the right types for every way to import it", async () => {
    const paths = entryPoints.map((name) => name.replace("@bursar/elements", "."));
    const options = ["--profile", "esm-only", "--no-definitely-typed", "--entrypoints", ...paths];
    await run(bin("attw"), [tarball, ...options], home);
  });

  test.each(entryPoints)("%s does no harm on a server", async (name) => {
    const source = `const module = await import("${name}"); console.log(Object.keys(module).length > 0);`;
    expect(await run(process.execPath, [await program("server.mjs", source)], project)).toBe("true\n");
  });

  test("React's modules say that they are the browser's", async () => {
    const modules = join(project, "node_modules/@bursar/elements/dist/npm");
    for (const file of ["react/use-enrollment", ...elementNames.map((name) => `generated/react/${name}`)])
      expect(await readFile(join(modules, `${file}.js`), "utf8"), file).toMatch(/^"use client";\n/);
  });

  test("keeps its inside to itself", async () => {
    const source = `await import("@bursar/elements/internal").catch(({ code }) => console.log(code));`;
    const output = await run(process.execPath, [await program("inside.mjs", source)], project);
    expect(output).toBe("ERR_PACKAGE_PATH_NOT_EXPORTED\n");
  });

  test("is rendered by React on a server, as a tag that waits for the browser", async () => {
    const source = `
      import { createElement } from "react";
      import { renderToString } from "react-dom/server";
      import * as components from "@bursar/elements/react";
      console.log(renderToString(createElement(components.BursarBalance, { currency: "UNIT", onBursarError() {} })));
      const Button = () => createElement("button", {}, components.useEnrollment("course-1").status);
      console.log(renderToString(createElement(Button)));
    `;
    const output = await run(process.execPath, [await program("render.mjs", source)], project);
    expect(output).toMatch(/^<bursar-balance defer-hydration=""><\/bursar-balance>\n<button>loading<\/button>\n$/);
  });

  test.each(["nodenext", "bundler"])("type-checks strictly with module resolution %s", async (resolution) => {
    const source = `
      import { Bursar, BursarEnrollEvent } from "@bursar/elements";
      import { configure, type Configuration } from "@bursar/elements/configure";
      import "@bursar/elements/enroll-button";
      import { BursarBalance } from "@bursar/elements/balance/class";
      import { EnrollButtonHarness } from "@bursar/elements/testing";
      import { type ComponentRef, useRef } from "react";
      import { BursarBalance as Balance, BursarEnrollButton, type BursarErrorEvent, useEnrollment } from "@bursar/elements/react";

      const configuration: Configuration = { key: "pk_test_1", baseUrl: "https://api.test", getToken: async () => null };
      configure(configuration);
      Bursar.mount();
      const button = document.createElement("bursar-enroll-button");
      button.offering = "course-1";
      button.addEventListener("bursar-enroll", (event) => { const price: number | undefined = event.price?.amount; });
      const state: string = new EnrollButtonHarness(button).state;
      const inherited: typeof HTMLElement = BursarBalance;

      const log = (event: BursarErrorEvent) => console.error(event.code);

      export function Course({ login }: { login: string | undefined }) {
        const course = useEnrollment("course-1");
        const ref = useRef<ComponentRef<typeof BursarEnrollButton>>(null);
        return (
          <p onClick={() => ref.current?.enroll()}>
            <Balance currency="UNIT" lang="ar" onBursarBalanceChange={({ balance }) => console.log(balance.balance + 1)} />
            <BursarEnrollButton
              key="1"
              ref={ref}
              offering="course-1"
              signInHref={login}
              data-testid="enroll"
              onBursarError={log}
              onBursarEnroll={(event) => {
                event.preventDefault();
                void event.currentTarget.enroll();
              }}
            >
              {course.status === "ready" ? course.offering.title : "Join"}
            </BursarEnrollButton>
            {/* @ts-expect-error a property that is not there */}
            <BursarEnrollButton ofering="course-1" />
            {/* @ts-expect-error a method */}
            <BursarEnrollButton enroll={async () => {}} />
            {/* @ts-expect-error lit's own */}
            <BursarEnrollButton renderOptions={{}} />
          </p>
        );
      }
    `;
    const options = [
      "--noEmit",
      "--strict",
      "--exactOptionalPropertyTypes",
      "--jsx",
      "react-jsx",
      "--target",
      "es2023",
      "--types",
      "react",
    ];
    const modules = ["--module", resolution === "bundler" ? "esnext" : "nodenext", "--moduleResolution", resolution];
    const lib = ["--lib", "es2024,dom,dom.iterable"];
    await run(bin("tsc"), [...options, ...modules, ...lib, await program("types.tsx", source)], project);
  });
});

describe("what a host's bundler makes of it", { timeout: 60_000 }, () => {
  test("everything is defined by one import", async () => {
    expect(defined((await bundle(`import "@bursar/elements";`)).code)).toEqual(elementNames);
    expect(defined((await bundle(`import { Bursar } from "@bursar/elements"; Bursar.mount();`)).code)).toEqual(
      elementNames,
    );
  });

  test.each(elementNames)("%s comes alone", async (name) => {
    const { code, files } = await bundle(`import "@bursar/elements/${name}";`);
    expect(defined(code)).toEqual([name]);
    expect(files.filter((file) => /node_modules\/(react|@lit\/react|zod|jose)\//.test(file))).toEqual([]);
  });

  test("a class comes without being defined, and `configure` without any element", async () => {
    const classAlone = `import { BursarBalance } from "@bursar/elements/balance/class"; console.log(BursarBalance);`;
    expect(defined((await bundle(classAlone)).code)).toEqual([]);
    const { files } = await bundle(`import { configure } from "@bursar/elements/configure"; configure({});`);
    expect(files.filter((file) => file.includes("node_modules/lit"))).toEqual([]);
  });

  test("a React component brings its element and no other, and the hook none", async () => {
    const component = `import { BursarBalance } from "@bursar/elements/react"; console.log(BursarBalance);`;
    expect(defined((await bundle(component)).code)).toEqual(["balance"]);
    const hook = await bundle(`import { useEnrollment } from "@bursar/elements/react"; console.log(useEnrollment);`);
    expect(defined(hook.code)).toEqual([]);
  });
});

test("editors and tools are told of every element", { timeout: 60_000 }, async () => {
  const read = async (name: string) =>
    JSON.parse(await readFile(join(project, "node_modules/@bursar/elements", name), "utf8"));
  const { customElements } = await read("package.json");
  const manifest = await read(customElements);
  const tags = elementNames.map((name) => `bursar-${name}`);
  const definitions = manifest.modules.flatMap(({ exports }: { exports: { kind: string; name: string }[] }) =>
    exports.filter(({ kind }) => kind === "custom-element-definition").map(({ name }) => name),
  );
  expect(definitions).toEqual(tags);
  const files = manifest.modules.map(({ path }: { path: string }) => path);
  await Promise.all(files.map((path: string) => readFile(join(project, "node_modules/@bursar/elements", path))));
  const { tags: completed } = await read("dist/npm/vscode.html-custom-data.json");
  expect(completed.map(({ name }: { name: string }) => name)).toEqual(tags);
});
