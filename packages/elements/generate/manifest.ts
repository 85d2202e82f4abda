/// <reference path="./analyzer.d.ts" />
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { create, litPlugin, ts } from "@custom-elements-manifest/analyzer/src/browser-entrypoint.js";
import type {
  ClassDeclaration,
  ClassField,
  ClassMember,
  CustomElement,
  Module,
  Package,
} from "custom-elements-manifest";
import { elementNames, eventFiles } from "./folders.ts";

const source = join(import.meta.dirname, "../src");

/**
 * The custom-elements manifest: what the comments and the code of the elements say of them.
 *
 * @param folder What comes before each module's path, such as `dist/npm`, where the published modules lie.
 * @see https://github.com/webcomponents/custom-elements-manifest
 */
export function describePackage(folder: string): Package {
  const paths = [
    ...elementNames.flatMap((name) => [`${name}/${name}`, `${name}/define`]),
    ...eventFiles.map((name) => `events/${name}`),
  ];
  const modules = paths.map((path) => {
    const text = readFileSync(join(source, `${path}.ts`), "utf8");
    return ts.createSourceFile(`${folder}/${path}.js`, text, ts.ScriptTarget.Latest, true);
  });
  const manifest = create({ modules, plugins: litPlugin() });
  for (const declaration of classesOf(manifest)) tidy(declaration);
  for (const name of elementNames) linkDefinition(name, folder, manifest);
  return manifest;
}

type ElementClass = ClassDeclaration & CustomElement;

const classesOf = ({ modules }: Package) =>
  modules.flatMap(({ declarations = [] }) => declarations).filter((one): one is ElementClass => one.kind === "class");

/** Leaves what a host can use. */
function tidy(declaration: ElementClass): void {
  const { members, events, superclass } = declaration;
  if (members) declaration.members = members.filter(isPublic);
  // The analyzer takes the arguments of an event that is dispatched for its name.
  const documented = new Set(events?.filter(({ description }) => description).map(({ type }) => type.text));
  if (events) declaration.events = events.filter(({ description, type }) => description || !documented.has(type.text));
  if (superclass?.name === "Event") declaration.superclass = { name: "Event", package: "global:" };
}

const isPublic = (member: ClassMember): boolean => !member.static && (member.privacy ?? "public") === "public";

/** The analyzer doesn't see that `define` is `customElements.define`. */
function linkDefinition(name: string, folder: string, manifest: Package): void {
  const moduleOf = (path: string) =>
    manifest.modules.find((module) => module.path === `${folder}/${path}.js`) as Module;
  const { path, declarations = [] } = moduleOf(`${name}/${name}`);
  const tagName = `bursar-${name}`;
  const found = declarations.find((one) => "tagName" in one && one.tagName === tagName);
  if (!found) throw new Error(`src/${name}/${name}.ts has no class whose comment says @tag ${tagName}`);
  const declaration = { name: found.name, module: path };
  moduleOf(`${name}/define`).exports = [
    { kind: "js", name: found.name, declaration },
    { kind: "custom-element-definition", name: tagName, declaration },
  ];
}

/** An element as a page uses it. */
export interface ElementDescription {
  /** Its folder, such as `enroll-button`. */
  folder: string;
  tagName: string;
  className: string;
  summary: string;
  description: string;
  attributes: NonNullable<CustomElement["attributes"]>;
  fields: (ClassField & { attribute?: string })[];
  methods: Extract<ClassMember, { kind: "method" }>[];
  events: NonNullable<CustomElement["events"]>;
  slots: NonNullable<CustomElement["slots"]>;
  cssParts: NonNullable<CustomElement["cssParts"]>;
  cssProperties: NonNullable<CustomElement["cssProperties"]>;
}

/** Every element, in the order of their names. */
export function describeElements(): ElementDescription[] {
  const classes = classesOf(describePackage("src"));
  return elementNames.map((folder) => {
    const tagName = `bursar-${folder}`;
    const element = classes.find((one) => one.tagName === tagName) as ElementClass;
    return {
      folder,
      tagName,
      className: element.name,
      summary: element.summary ?? "",
      description: element.description ?? "",
      attributes: element.attributes ?? [],
      fields: fieldsOf(element),
      methods: (element.members ?? []).filter((member) => member.kind === "method"),
      events: element.events ?? [],
      slots: element.slots ?? [],
      cssParts: element.cssParts ?? [],
      cssProperties: element.cssProperties ?? [],
    };
  });
}

/** The class of an event, which one or several elements dispatch. */
export interface EventDescription {
  /** Its file in `src/events`, such as `enroll`. */
  file: string;
  className: string;
  description: string;
  /** What it carries. */
  fields: ClassField[];
}

/** Every event, in the order of their files. */
export function describeEvents(): EventDescription[] {
  const { modules } = describePackage("src");
  return eventFiles.map((file) => {
    const module = modules.find(({ path }) => path === `src/events/${file}.js`);
    const [event] = classesOf({ schemaVersion: "", modules: module ? [module] : [] });
    if (!event) throw new Error(`src/events/${file}.ts has no class`);
    return { file, className: event.name, description: event.description ?? "", fields: fieldsOf(event) };
  });
}

const fieldsOf = ({ members = [] }: ElementClass): ClassField[] => members.filter((member) => member.kind === "field");
