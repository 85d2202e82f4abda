export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** A result for people (a line per field) or, with --json, for programs. */
export function print(options: { json?: boolean }, result: object): void {
  if (options.json) {
    say(JSON.stringify(result, null, 2));
    return;
  }
  const width = Math.max(...Object.keys(result).map((name) => name.length));
  for (const [name, value] of Object.entries(result)) {
    if (value !== null && !(Array.isArray(value) && value.length === 0)) say(`${name.padEnd(width)}  ${String(value)}`);
  }
}
