/** Something the reader can put right: shown as it is, without a stack. */
export class Failure extends Error {}

export function explain(error: unknown): string {
  if (error instanceof Failure) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
