import { describeElements, type ElementDescription } from "./manifest.ts";

/**
 * What VS Code completes and tells in HTML, when a host names the file in `html.customData`.
 *
 * @see https://github.com/microsoft/vscode-custom-data
 */
export function describeForVsCode(): object {
  return {
    version: 1.1,
    tags: describeElements().map((element) => ({
      name: element.tagName,
      description: { kind: "markdown", value: describe(element) },
      attributes: element.attributes.map(({ name, description, type }) => ({
        name,
        description: { kind: "markdown", value: description },
        ...(type?.text.startsWith("boolean") && { valueSet: "v" }),
        values: [...(type?.text ?? "").matchAll(/"([^"]+)"/g)].map(([, value]) => ({ name: value })),
      })),
    })),
  };
}

function describe({ description, slots, events, cssParts }: ElementDescription): string {
  const list = (title: string, things: { name: string; description?: string }[]) =>
    things.length > 0 &&
    `**${title}**\n${things.map(({ name, description }) => `- ${name ? `\`${name}\`: ` : ""}${description}`).join("\n")}`;
  return [description, list("Events", events), list("Slots", slots), list("Parts", cssParts)]
    .filter(Boolean)
    .join("\n\n");
}
