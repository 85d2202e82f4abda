import { code } from "./markdown.ts";

/** As much of JSON Schema as the description of the API uses. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  example?: unknown;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  format?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
}

/** Name, whether it may be missing, type and meaning of each field; those of an object inside an object follow it. */
export function fieldRows({ properties = {}, required = [] }: Schema, prefix = ""): string[][] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const inner = innerObject(schema);
    const path = `${prefix}${name}${schema.items ? "[]" : ""}`;
    const row = [
      code(prefix + name),
      required.includes(name) ? "" : "optional",
      typeOf(schema),
      [schema.description, schema.default !== undefined && `By default ${code(JSON.stringify(schema.default))}.`]
        .filter(Boolean)
        .join(" "),
    ];
    return [row, ...(inner ? fieldRows(inner, `${path}.`) : [])];
  });
}

/** The object without a name of its own that a field holds, or may hold, or holds several of. */
function innerObject({ properties, items, anyOf = [], ...rest }: Schema): Schema | undefined {
  if (properties) return { properties, ...rest };
  return items?.properties ? items : anyOf.find((one) => one.properties);
}

/** Of its own, since resources have headings of the same name. */
export const typeAnchor = (name: string): string => `type-${name.toLowerCase()}`;

export function typeOf(schema: Schema): string {
  const { $ref, type, anyOf, oneOf, items, format, additionalProperties } = schema;
  if ($ref) {
    const name = $ref.split("/").at(-1) ?? "";
    return `[${name}](#${typeAnchor(name)})`;
  }
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema.enum) return schema.enum.map((one) => code(JSON.stringify(one))).join(", ");
  const either = anyOf ?? oneOf;
  if (either) return either.map(typeOf).join(" or ");
  if (items) return `list of ${typeOf(items)}${range(schema.minItems, schema.maxItems)}`;
  if (typeof additionalProperties === "object" && !schema.properties) return `map of ${typeOf(additionalProperties)}`;
  if (format) return format;
  const known = [type ?? "anything"].flat().join(" or ");
  return (
    known + (schema.maxLength === undefined ? range(schema.minimum, schema.maximum) : ` (at most ${schema.maxLength})`)
  );
}

/** Bounds, unless they are only those of every safe integer. */
function range(low: number | undefined, high: number | undefined): string {
  const from = low === undefined || low === Number.MIN_SAFE_INTEGER ? "" : `from ${low}`;
  const to = high === undefined || high === Number.MAX_SAFE_INTEGER ? "" : `to ${high}`;
  const bounds = [from, to].filter(Boolean).join(" ");
  return bounds && ` (${bounds})`;
}
