import { type Logger, pino } from "pino";

export type Log = Logger;

/** JSON lines on standard output. Nothing secret is ever handed to it; the redaction is the second lock. */
export function createLog(level: string): Log {
  // Written at once. Gathered lines would be lost in a crash, and a process whose log nobody reads any more would never end.
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: ["*.authorization", "*.token", "*.secret", "*.key", "authorization", "token", "secret", "key"],
      censor: "[redacted]",
    },
  });
}
