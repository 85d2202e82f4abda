/** A value inside a JSON document, and where. */
export interface Place {
  path: (string | number)[];
  value: unknown;
}

export const pointerTo = (path: readonly (string | number)[]): string =>
  ["#", ...path.map((part) => String(part).replaceAll("~", "~0").replaceAll("/", "~1"))].join("/");

/** Every value in a document, the document itself first. */
export function placesOf(value: unknown, path: (string | number)[] = []): Place[] {
  const inner = Array.isArray(value) ? [...value.entries()] : isObject(value) ? Object.entries(value) : [];
  return [{ path, value }, ...inner.flatMap(([name, part]) => placesOf(part, [...path, name]))];
}

/** The document with another value in one place. */
export function withValue(document: unknown, [name, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (name === undefined) return value;
  const inner = (document as Record<string | number, unknown>)[name];
  const changed = withValue(inner, rest, value);
  return Array.isArray(document) ? document.with(Number(name), changed) : { ...(document as object), [name]: changed };
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Text that no field takes: what neither a database nor UTF-8 can hold. */
export const unstorable = ["\0", "a\0b", "\ud800", "a\udfffb", "\u0001"];

/** Text that some fields take and some must refuse; none may be a fault. */
export const strange = [
  ...[
    "",
    " ",
    "..",
    "../",
    "../../etc/passwd",
    "..\\",
    "a/../b",
    "%2e%2e%2f",
    "%00",
    "%",
    "/",
    "?",
    "#",
    "a\nb",
    "a\r\nb: c",
  ],
  ...[
    "\u202edesrever",
    "a\u200fb",
    "\u2066x\u2069",
    "\ufeff",
    "🦄",
    "نَصّ",
    "e\u0301",
    "\u00a0",
    "x".repeat(10_240),
    "💰".repeat(300),
  ],
  ...["__proto__", "constructor", "toString", "null", "undefined", "NaN", "true", "0", "-1", "1e999", "{}", "[]"],
  ...["'; drop table users; --", "\\", '"', "$1", "{{x}}", "<script>alert(1)</script>", "%s%n", "_", "*"],
  ...[
    "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59-23:59",
    "2026-02-30T00:00:00Z",
    "+010000-01-01T00:00:00Z",
  ],
  ...["0000-01-01", "9999-12-31", "2026-02-30", "2026-13-01", "infinity", "now", "epoch"],
  ...["http://a/\0", "javascript:alert(1)", "https://a b", "https://", "http://[::1", "https://user:secret@a.example"],
  ...["+02:00", "ACT", "SystemV/EST5", "localtime", "posixrules", "Africa/../Cairo", "XXX", "A".repeat(16)],
  ...[
    "txn_00000000000000000000000000",
    "txn_7zzzzzzzzzzzzzzzzzzzzzzzzz",
    "txn_8zzzzzzzzzzzzzzzzzzzzzzzzz",
    "key_",
    "sk_test_x",
  ],
];

/** Numbers that some fields take and some must refuse; none may be a fault. */
export const extreme = [0, -0, -1, 1, 255, 2 ** 31, -(2 ** 31) - 1, 2 ** 53 - 1, -(2 ** 53) + 1, 1e15, 1e15 + 1];

/** What stands in for a value of this kind in none of the contract's fields. */
export function wrongKinds(value: unknown): unknown[] {
  switch (typeof value) {
    case "string":
      return [0, 1.5, true, [], {}, [value], { [value]: value }, ...unstorable];
    case "number":
      return [1.5, 2 ** 53, -(2 ** 53), 1e300, String(value), true, [], {}, [value], "NaN", ""];
    case "boolean":
      return ["true", 0, 1, [], {}, [value]];
    default:
      return Array.isArray(value)
        ? [{}, "x", 0, true, { 0: value[0], length: 1 }, deep("[", "]"), null]
        : [[], [value], "x", 0, true, deep("[", "]"), deep('{"a":', "}")];
  }
}

function deep(open: string, close: string): unknown {
  const levels = 2_000;
  return JSON.parse(`${open.repeat(levels)}0${close.repeat(levels)}`);
}
