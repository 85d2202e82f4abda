import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { elementNames } from "../generate/folders.ts";
import { describeElements, describeEvents, describePackage, type ElementDescription } from "../generate/manifest.ts";

const source = join(import.meta.dirname, "../src");
const elements = describeElements();
const events = describeEvents();

/** Everything public that no comment explains. */
function unexplained(element: ElementDescription): string[] {
  const { attributes, fields, methods, events, slots, cssParts, cssProperties } = element;
  const things = { attributes, fields, methods, events, slots, cssParts, cssProperties };
  const named = Object.entries(things).flatMap(([kind, list]) =>
    list.map(({ name, description }) => ({ name: `${kind} ${name || "(default)"}`, description })),
  );
  const itself = (["summary", "description"] as const).map((name) => ({ name, description: element[name] }));
  return [...itself, ...named].filter(({ description }) => !description).map(({ name }) => name);
}

describe.each(elements)("$tagName", (element) => {
  const read = (pattern: string) =>
    globSync(pattern, { cwd: source }).map((file) => readFileSync(join(source, file), "utf8"));
  const own = read(`${element.folder}/*.ts`).join("\n");
  const shared = own + read("internal/*.ts").join("\n");
  const found = (pattern: RegExp) => [...new Set([...own.matchAll(pattern)].map(([, name = ""]) => name))].sort();
  const documented = (things: { name: string }[]) => things.map(({ name }) => name).sort();

  test("explains everything of it that is public", () => {
    expect(unexplained(element)).toEqual([]);
  });

  test("explains the parts, slots and tokens of its own code", () => {
    expect(documented(element.cssParts)).toEqual(expect.arrayContaining(found(/\bpart="([\w-]+)"/g)));
    expect(documented(element.slots)).toEqual(expect.arrayContaining(found(/<slot name="([\w-]+)"/g)));
    expect(documented(element.cssProperties)).toEqual(expect.arrayContaining(found(/var\((--bursar-[\w-]+)/g)));
  });

  test("promises no part, slot or token that is not there", () => {
    const promised = [...element.cssParts, ...element.slots, ...element.cssProperties].map(({ name }) => name);
    const code = shared.replace(/\/\*\*.*?\*\//gs, "");
    expect(promised.filter((name) => !code.includes(name))).toEqual([]);
  });

  test("every event of it has a class, which is known to `addEventListener`", () => {
    for (const { name, type } of element.events) {
      const { file } = events.find(({ className }) => className === type.text) ?? {};
      expect(file, `${name}: no class ${type.text} in src/events`).toBeDefined();
      const text = readFileSync(join(source, `events/${file}.ts`), "utf8");
      expect(text).toContain(`"${name}": ${type.text};`);
      expect(text).toContain(`super("${name}"`);
    }
  });
});

test.each(events)("$className explains itself and what it carries", ({ description, fields }) => {
  expect(description).not.toBe("");
  expect(fields.filter(({ description }) => !description).map(({ name }) => name)).toEqual([]);
});

test("what is private stays out of the manifest", () => {
  const text = JSON.stringify(describePackage("dist/npm"));
  expect(text).not.toMatch(/"name":"#|"privacy":"(private|protected)"/);
});

test("the manifest says which module defines which element", () => {
  const definitions = describePackage("dist/npm").modules.flatMap(({ path, exports = [] }) =>
    exports
      .filter(({ kind }) => kind === "custom-element-definition")
      .map(({ name, declaration }) => ({ path, name, declaration })),
  );
  expect(definitions).toEqual(
    elementNames.map((name, index) => ({
      path: `dist/npm/${name}/define.js`,
      name: `bursar-${name}`,
      declaration: { name: elements[index]?.className, module: `dist/npm/${name}/${name}.js` },
    })),
  );
});
