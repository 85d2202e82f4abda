// npm run pack: the packages as they would come from npm, for who wants to install them before they are there.
import { renameSync, rmSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pack } from "./packed.ts";
import { step } from "./progress.ts";

const packages = { sdk: "build.ts", elements: "build-npm.ts" };
const folder = resolve(".bursar/packages");
rmSync(folder, { recursive: true, force: true });

for (const [name, build] of Object.entries(packages)) {
  const stage = join(folder, name);
  const { tarball } = await step(`Packing @bursar/${name}`, () => pack(resolve("packages", name), build, stage));
  renameSync(tarball, join(folder, basename(tarball).replace(/-\d.*(?=\.tgz$)/, "")));
  rmSync(stage, { recursive: true });
}

console.log(`
In your project, in place of @bursar/sdk and @bursar/elements:

  npm install ${join(folder, "bursar-sdk.tgz")}
  npm install ${join(folder, "bursar-elements.tgz")}   after the other`);
