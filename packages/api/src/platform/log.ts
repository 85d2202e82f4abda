import { type Logger, pino } from "pino";

export type Log = Logger;

/** JSON lines on standard output. Nothing secret is ever handed to it; the redaction is the second lock. */
export function createLog(level: string): Log {
  // No request waits for a line to be written: those of a busy moment leave together, and what is left when the process ends.
  const output = pino.destination({ dest: 1, sync: false });
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
