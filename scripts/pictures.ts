// npm run pictures: a picture of each element in each state that the accessibility tests look at, as a page to look through.
import { globSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { runVitest } from "./vitest-run.ts";

const folder = resolve(".bursar/pictures");
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
process.env["VITE_PICTURES"] = folder;
const { failed } = await runVitest(["--project=elements"]);
process.exitCode = failed > 0 ? 1 : 0;

const byForm = Map.groupBy(globSync("*/*/*.png", { cwd: folder }).sort(), (path) =>
  path.split("/").slice(0, 2).join(": "),
);
const figures = [...byForm].map(
  ([form, paths]) =>
    `<h2>${form}</h2>\n<div>${paths.map((path) => `<a href="${path}"><img src="${path}" alt="" loading="lazy"></a>`).join("")}</div>`,
);
const page = join(folder, "index.html");
await writeFile(
  page,
  `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Each element in each state</title>
<style>body{font:16px system-ui;background:#888}div{display:flex;flex-wrap:wrap;gap:8px}img{height:480px;background:#fff}</style>
${figures.join("\n")}</html>
`,
);
console.log(`${globSync("*/*/*.png", { cwd: folder }).length} pictures: ${page}`);
