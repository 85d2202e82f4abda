/** Tests, and what only they use. */
const tests = ["\\.test\\.ts$", "/harness\\.ts$", "/testing/"];
const contract = "^packages/sdk/src/contract/";

const npm = (name) => `node_modules/${name}/`;

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "resolvable",
      comment: "An import that leads nowhere would escape every other rule",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "capabilities-meet-at-index",
      comment: "A capability is used through its index.ts",
      severity: "error",
      from: { path: "^packages/api/src/([^/]+)", pathNot: tests },
      to: {
        path: "^packages/api/src/[^/]+/",
        pathNot: ["^packages/api/src/platform/", "^packages/api/src/[^/]+/index\\.ts$", "^packages/api/src/$1/.+"],
      },
    },
    {
      name: "capabilities-stand-alone",
      comment: "A capability knows neither the app that assembles it nor the command line",
      severity: "error",
      from: { path: "^packages/api/src/[^/]+/", pathNot: ["^packages/api/src/cli/", ...tests] },
      to: { path: ["^packages/api/src/[^/]+\\.ts$", "^packages/api/src/cli/"] },
    },
    {
      name: "platform-below-capabilities",
      severity: "error",
      from: { path: "^packages/api/src/platform/", pathNot: tests },
      to: { path: "^packages/api/src/", pathNot: "^packages/api/src/platform/" },
    },
    {
      name: "no-sandbox-in-production",
      severity: "error",
      from: { path: "^packages/api/src/", pathNot: tests },
      to: { path: "^packages/api/sandbox/" },
    },
    {
      name: "api-shares-only-the-contract",
      severity: "error",
      from: { path: "^packages/api/src/", pathNot: tests },
      to: { path: "^packages/(sdk|elements)/", pathNot: contract },
    },
    {
      name: "contract-needs-only-zod",
      severity: "error",
      from: { path: contract, pathNot: tests },
      to: { pathNot: [contract, npm("zod")] },
    },
    {
      name: "contract-as-types-only",
      comment: "A browser bundle must not carry zod",
      severity: "error",
      from: { path: "^packages/(sdk|elements)/src/", pathNot: [contract, ...tests] },
      to: { path: [contract, npm("zod")], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "elements-need-only-sdk-and-lit",
      severity: "error",
      from: { path: "^packages/elements/src/", pathNot: tests },
      to: { pathNot: ["^packages/elements/src/", "^packages/sdk/src/", npm("lit"), npm("@lit/[^/]+"), npm("react")] },
    },
    {
      name: "react-stays-apart",
      comment: "Who doesn't use React must not have to install it",
      severity: "error",
      from: { path: "^packages/elements/src/", pathNot: ["^packages/elements/src/(generated/)?react[./]", ...tests] },
      to: { path: ["^packages/elements/src/(generated/)?react[./]", npm("react"), npm("@lit/react")] },
    },
    {
      name: "nothing-needs-the-api",
      severity: "error",
      from: {
        pathNot: [
          "^packages/api/",
          "^scripts/",
          "^examples/[^/]+/seed\\.ts$",
          "^examples/.+\\.e2e\\.ts$",
          "^examples/[^/]+/testing/",
        ],
      },
      to: { path: "^packages/api/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "/dist/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "node", "default"] },
  },
};
