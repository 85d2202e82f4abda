import * as z from "zod";

const port = z.coerce.number().pipe(z.int().min(0).max(65535));

const encryptionKey = z
  .string()
  .refine((key) => Buffer.from(key, "base64url").length === 32, "must be 32 random bytes in base64url")
  .transform((key) => new Uint8Array(Buffer.from(key, "base64url")));

const Environment = z.object({
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, "must begin with postgres://"),
  /** 32 random bytes in base64url: encrypts the secrets that must be readable again. */
  BURSAR_ENCRYPTION_KEY: encryptionKey,
  /** Another one that stored secrets can be read with, while the key is being changed. */
  BURSAR_ENCRYPTION_KEY_PREVIOUS: encryptionKey.optional(),
  HOST: z.string().default("127.0.0.1"),
  PORT: port.default(4400),
  DATABASE_CONNECTIONS: z.coerce.number().pipe(z.int().min(2).max(500)).default(10),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "silent"]).default("info"),
  /** Multiplies all rate limits; 0 turns them off. */
  RATE_LIMIT_FACTOR: z.coerce.number().min(0).default(1),
  /** Behind how many proxies of your own the API stands: so many addresses at the end of X-Forwarded-For are believed. */
  TRUSTED_PROXIES: z.coerce.number().pipe(z.int().min(0).max(5)).default(0),
  /** When set, /metrics asks for it as a bearer token. */
  METRICS_TOKEN: z.string().min(16).optional(),
  /** Lets webhooks go to addresses that are not public, and by http to one's own machine: for demos and tests. */
  WEBHOOKS_ALLOW_PRIVATE: z.stringbool().default(false),
  /** Where the built elements lie, to be served at /elements. */
  ELEMENTS_DIRECTORY: z.string().optional(),
});
export type Environment = z.output<typeof Environment>;

/** The process's settings, read once. Throws with one line per setting that is missing or wrong. */
export function readEnvironment(variables: Record<string, string | undefined> = process.env): Environment {
  const result = Environment.safeParse(variables);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`The environment is not complete.\n${lines.join("\n")}`);
}

/** All that stored secrets may be encrypted with. */
export const decryptionKeys = (environment: Environment): Uint8Array[] =>
  [environment.BURSAR_ENCRYPTION_KEY, environment.BURSAR_ENCRYPTION_KEY_PREVIOUS].filter((key) => key !== undefined);
