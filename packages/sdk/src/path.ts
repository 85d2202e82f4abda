// A proxy may decode "%2F" before it resolves dots, so a dot between any slashes is as unsafe as one alone.
const dotSegment = /(^|[/\\])\.{1,2}([/\\]|$)/;

/** A path of the API, encoded by construction: only the {@link path} tag makes one, and requests take nothing else. */
export class Path {
  readonly #literals: readonly string[];
  readonly #values: readonly (string | Path)[];

  constructor(literals: readonly string[], values: readonly (string | Path)[]) {
    this.#literals = literals;
    this.#values = values;
  }

  /** Throws a `TypeError` for a segment that would address another resource: empty, `.` or `..`. */
  toString(): string {
    return this.#literals.map((literal, index) => literal + encode(this.#values[index])).join("");
  }
}

/**
 * Makes a path in which every value is one segment, whatever characters it has. A `Path` goes in as it is.
 *
 * @example
 * path`/v1/users/${"amina/42"}` // /v1/users/amina%2F42
 */
export function path(literals: TemplateStringsArray, ...values: (string | Path)[]): Path {
  return new Path(literals, values);
}

function encode(value: string | Path | undefined): string {
  if (value === undefined) return "";
  if (value instanceof Path) return value.toString();
  if (value === "" || dotSegment.test(value)) {
    throw new TypeError(`An id can't be empty or have "." or ".." as a path segment: ${JSON.stringify(value)}`);
  }
  return encodeURIComponent(value);
}
