import { type Logger, pino } from "pino";

export type Log = Logger;

/** JSON lines on standard output. Nothing secret is ever handed to it; the redaction is the second lock. */
export function createLog(level: string): Log {
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
