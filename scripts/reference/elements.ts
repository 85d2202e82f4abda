import {
  describeElements,
  describeEvents,
  type ElementDescription,
  type EventDescription,
} from "../../packages/elements/generate/manifest.ts";
import { anchor, code, table } from "./markdown.ts";

/** docs/elements.md: what each element is and takes, from the comments in its source. */
export function elementsReference(): string {
  const elements = describeElements();
  const index = elements.map(({ tagName, summary }) => [link(tagName), summary]);
  return `${[
    "# The elements",
    "Written by `npm run generate`, from the comments in `packages/elements/src`.",
    "How they come onto a page: [the package's README](../packages/elements/README.md) and [hosts](hosts.md). How they come to look like your page: [theming](theming.md). **They present; they never protect.**",
    table(["element", "what it is"], index),
    ...elements.map(describe),
    "## Events",
    "They bubble, and leave shadow trees.",
    ...describeEvents().map(describeEvent),
  ].join("\n\n")}\n`;
}

/** The parts of all elements, for docs/theming.md. */
export function partsTable(): string {
  const rows = describeElements().map(({ tagName, cssParts }) => [
    `[${code(tagName)}](elements.md${anchor(`<${tagName}>`)})`,
    cssParts.map(({ name }) => code(name)).join(", "),
  ]);
  return table(["element", "parts"], rows);
}

const link = (tagName: string): string => `[${code(`<${tagName}>`)}](${anchor(`<${tagName}>`)})`;

function describe(element: ElementDescription): string {
  const { folder, tagName, className, description, fields, methods, events, slots, cssParts, cssProperties } = element;
  const named = (things: { name: string; description?: string }[]) =>
    things.map(({ name, description = "" }) => [name ? code(name) : "", description]);
  const section = (name: string, rows: string[][]) => (rows.length > 0 ? table([name, ""], rows) : "");
  const slotRows = slots.map(({ name, description = "" }) => [name ? code(name) : "(its content)", description]);
  return [
    `## ${code(`<${tagName}>`)}`,
    description,
    `npm: ${code(`@bursar/elements/${folder}`)}. React: ${code(className)}.`,
    fields.length > 0 && table(["attribute", "property", "type", "default", ""], fields.map(fieldRow)),
    section("method", methods.map(methodRow)),
    events.length > 0 && table(["event", "class", ""], events.map(eventRow)),
    section("slot", slotRows),
    section("part", named(cssParts)),
    section("token", named(cssProperties)),
  ]
    .filter(Boolean)
    .join("\n\n");
}

function fieldRow({
  name,
  attribute,
  type,
  default: initial,
  readonly,
  description = "",
}: ElementDescription["fields"][number]) {
  return [
    attribute ? code(attribute) : "",
    readonly ? `${code(name)}, read-only` : code(name),
    typeText(type?.text),
    initial ? code(initial) : "",
    description,
  ];
}

function methodRow({ name, parameters = [], return: result, description = "" }: ElementDescription["methods"][number]) {
  const taken = parameters.map(({ name, optional }) => (optional ? `${name}?` : name)).join(", ");
  return [code(`${name}(${taken})${result?.type ? `: ${result.type.text}` : ""}`), description];
}

const eventRow = ({ name, type, description = "" }: ElementDescription["events"][number]) => [
  code(name),
  `[${code(type.text)}](${anchor(type.text)})`,
  description,
];

function describeEvent({ className, description, fields }: EventDescription): string {
  const rows = fields.map(({ name, type, description = "" }) => [code(name), typeText(type?.text), description]);
  return [`### ${code(className)}`, description, table(["property", "type", ""], rows)].join("\n\n");
}

/** That what is optional may be undefined goes without saying. */
const typeText = (type = "unknown"): string => code(type.replace(/ \| undefined$/, ""));
