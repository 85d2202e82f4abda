import { type Logger, pino } from "pino";

export type Log = Logger;

/** JSON lines on standard output. Nothing secret is ever handed to it; the redaction is the second lock. */
export function createLog(level: string): Log {
  // No request waits for its line to be written: lines leave together, after a moment at most, and when the process ends.
  const output = pino.destination({ dest: 1, sync: false, minLength: 8_192, periodicFlush: 50 });
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: ["*.authorization", "*.token", "*.secret", "*.key", "authorization", "token", "secret", "key"],
        censor: "[redacted]",
      },
    },
    output,
  );
}
