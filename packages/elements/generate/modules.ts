import { elementNames, eventFiles } from "./folders.ts";
import { describeElements, describeEvents, type ElementDescription, type EventDescription } from "./manifest.ts";

const notice = "// Written by `npm run generate`: there is nothing to change here by hand.\n";
const exportAll = (paths: string[]) => `${notice}${paths.map((path) => `export * from "${path}";\n`).join("")}`;

/** `src/generated`: the modules that list what lies in the folders, and the React components; by their path here. */
export function generateModules(): Record<string, string> {
  const events = describeEvents();
  const components = describeElements().map((element) => [
    `src/generated/react/${element.folder}.ts`,
    reactComponent(element, events),
  ]);
  return {
    "src/generated/elements.ts": exportAll([
      ...elementNames.map((name) => `../${name}/define.ts`),
      ...eventFiles.map((name) => `../events/${name}.ts`),
    ]),
    "src/generated/harnesses.ts": exportAll(elementNames.map((name) => `../${name}/harness.ts`)),
    "src/generated/react.ts":
      exportAll(elementNames.map((name) => `./react/${name}.ts`)) +
      eventFiles.map((name) => `export type * from "../events/${name}.ts";\n`).join(""),
    ...Object.fromEntries(components),
  };
}

/** A module of its own for each, so that a bundler leaves out the elements whose component nobody uses. */
function reactComponent(element: ElementDescription, everyEvent: EventDescription[]): string {
  const { folder, tagName, className, description, events } = element;
  const classes = new Set(events.map(({ type }) => type.text));
  const eventImports = everyEvent
    .filter(({ className }) => classes.has(className))
    .map(({ className, file }) => `import type { ${className} } from "../../events/${file}.ts";\n`);
  const listeners = events.map(({ name, type }) => `    ${handlerName(name)}: "${name}" as EventName<${type.text}>,\n`);
  return `"use client";
${notice}
${listeners.length > 0 ? 'import type { EventName } from "@lit/react";\n' : ""}import { ${className} as Element } from "../../${folder}/define.ts";
${eventImports.join("")}import { component } from "../../react/component.ts";

/**
${description.replace(/^(?=.)/gm, " * ").replace(/^$/gm, " *")}
 */
export const ${className} = component({
  tagName: "${tagName}",
  elementClass: Element,
  events: {${listeners.length > 0 ? `\n${listeners.join("")}  ` : ""}},
});
`;
}

/** `bursar-balance-change` is heard by `onBursarBalanceChange`. */
const handlerName = (event: string): string =>
  `on${event.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())}`;
