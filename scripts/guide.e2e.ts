import { execFile, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Browser, chromium } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import { useServedApi } from "../packages/api/test/served-api.ts";
import { chromiumLaunch } from "./chromium.ts";
import { freePort } from "./network.ts";
import { install, pack } from "./packed.ts";
import { snippetsOf } from "./snippets.ts";

const sdk = join(import.meta.dirname, "../packages/sdk");
const home = mkdtempSync(join(tmpdir(), "bursar-guide-"));
const folder = join(home, "my-site");
const elements = mkdtempSync(join(tmpdir(), "bursar-elements-"));
const api = useServedApi({ ELEMENTS_DIRECTORY: elements });
const guide = snippetsOf("docs/embed.md");
let browser: Browser;
let server: ReturnType<typeof spawn> | undefined;

beforeAll(async () => {
  execFileSync(process.execPath, ["packages/elements/build.ts", elements]);
  mkdirSync(folder);
  // What the guide has npm do.
  writeFileSync(join(folder, "package.json"), `{ "type": "module" }`);
  await install(await pack(sdk, "build.ts", join(home, "sdk")), sdk, folder);
  browser = await chromium.launch(await chromiumLaunch());
}, 300_000);

afterAll(async () => {
  await browser?.close();
  server?.kill();
  for (const made of [home, elements]) rmSync(made, { recursive: true });
});

it("embed in ten minutes: whoever follows it to the letter has a learner who presses, pays and is in", async () => {
  const { secretKey, tokenSecret } = await api.createTenant("My site");
  const site = `127.0.0.1:${await freePort()}`;
  const own: Record<string, string> = {
    "http://127.0.0.1:4400": api.url,
    "127.0.0.1:8000": site,
    "listen(8000": `listen(${site.split(":")[1]}`,
    "sk_test_…": secretKey,
    "uts_…": tokenSecret,
  };
  /** What the guide says, with the reader's own values. */
  const mine = (text: string) =>
    Object.entries(own).reduce((changed, [theirs, value]) => changed.replaceAll(theirs, value), text);
  const write = (name: string) => {
    const snippet = guide.find(({ file }) => file === name);
    if (!snippet) throw new Error(`The guide has no ${name}`);
    writeFileSync(join(folder, name), mine(snippet.code));
  };
  const command = (script: string): string[] => {
    const snippet = guide.find(({ language, code }) => language === "sh" && code.includes(script));
    const [node, ...args] = snippet?.code.trim().split(" ") ?? [];
    expect(node).toBe("node");
    return args;
  };

  for (const name of [".env", "setup.js", "server.js"]) write(name);
  const options = { cwd: folder, env: {} };
  const setUp = async () => (await promisify(execFile)(process.execPath, command("setup.js"), options)).stdout.trim();
  await setUp();
  own["pk_test_…"] = await setUp();
  expect(own["pk_test_…"]).toMatch(/^pk_test_\S+$/);
  write("index.html");

  server = spawn(process.execPath, command("server.js"), { ...options, stdio: "inherit" });
  await expect
    .poll(
      () =>
        fetch(`http://${site}`).then(
          ({ ok }) => ok,
          () => false,
        ),
      { timeout: 20_000 },
    )
    .toBe(true);

  const context = await browser.newContext();
  const faults: string[] = [];
  context.on("weberror", (error) => faults.push(error.error().message));
  context.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(message.text());
  });
  const [tab, otherTab] = [await context.newPage(), await context.newPage()];
  for (const page of [tab, otherTab]) {
    await page.goto(`http://${site}`);
    await page.locator("bursar-balance").getByText("70 UNIT").waitFor();
    await page.getByText("Enroll to read lesson one.").waitFor();
  }
  const button = tab.locator("bursar-enroll-button");
  await button.getByText("50 UNIT").waitFor();
  await button.getByText("Leaves you 20 UNIT").waitFor();
  await button.getByRole("button").click();

  await tab.getByText("Lesson one: you are in.").waitFor();
  for (const page of [tab, otherTab]) {
    await page.locator("bursar-balance").getByText("20 UNIT").waitFor();
    expect(await page.locator("bursar-enroll-button").getByRole("link").getAttribute("href")).toBe(
      `http://${site}/#course`,
    );
  }
  expect(faults).toEqual([]);
});
