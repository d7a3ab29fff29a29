import { z } from 'zod';
import { readNameServers } from '@/lib/domain/name-servers';

const milliseconds = z.coerce.number().int().positive();

const secretKey = z.string().refine((text) => Buffer.from(text, 'base64').length === 32, 'must be 32 bytes in base64');

const pushKey = z
  .string()
  .refine((text) => Buffer.from(text, 'base64url').length === 32, 'must be 32 bytes in base64url');

const environmentSchema = z.object({
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgresql:// address'),
  NEXTAUTH_SECRET: z.string().min(16),
  NEXTAUTH_URL: z.url(),
  /** Encrypts secrets at rest: a target's connection string must not be readable from a copy of the store. */
  CONSOLE_SECRET_KEY: secretKey,
  /** The one before it, while secrets are encrypted anew with `npm run secrets:rotate`. */
  CONSOLE_SECRET_KEY_BEFORE: secretKey.optional(),
  /** Signs what is pushed to browsers: a P-256 private key, 32 bytes in base64url. Without one nothing is pushed. */
  CONSOLE_PUSH_KEY: pushKey.optional(),
  /** Whom a push service may write to about this console: a mailto: or https: address. */
  CONSOLE_PUSH_CONTACT: z
    .string()
    .regex(/^(mailto:\S+@\S+|https:\/\/\S+)$/, 'must be mailto: or https:')
    .optional(),
  /** Push services inside this network, with commas: scheme, host and port of each, written plainly. */
  CONSOLE_PUSH_SERVICES: z.string().default(''),
  CONSOLE_DATA_DIR: z.string().min(1),
  NODE_ENV: z.string().default('production'),
  CONSOLE_IS_DEMO: z.literal('1').optional(),
  CONSOLE_DEMO_PASSWORD: z.string().min(8).optional(),
  /** After that long without a press or an opened page a browser's session ends. */
  CONSOLE_SESSION_IDLE_MINUTES: z.coerce.number().int().min(1).max(720).default(120),
  /** Addresses and ranges, with commas: whose X-Forwarded-For counts, besides this machine's own. */
  CONSOLE_TRUSTED_PROXIES: z.string().default(''),
  /** Addresses, with commas: who is asked for the names of endpoints, webhooks, push services and mail servers. */
  CONSOLE_NAME_SERVERS: z
    .string()
    .refine((text) => readNameServers(text) !== null, 'must be addresses of name servers, with commas')
    .default(''),
  CONSOLE_WORKER_BEAT_MS: milliseconds.default(2_000),
  CONSOLE_WORKER_STALE_MS: milliseconds.default(10_000),
  CONSOLE_WORKER_DRAIN_MS: milliseconds.default(15_000),
  CONSOLE_PROBE_INTERVAL_MS: milliseconds.default(3_000),
  /** Kept of what one attempt of a step prints: seven eighths from its beginning, an eighth of its end. */
  CONSOLE_OUTPUT_LIMIT_MIB: z.coerce.number().int().min(1).max(1024).default(64),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export type Environment = z.infer<typeof environmentSchema>;

let parsed: Environment | undefined;

/** The process's environment, parsed once; throws with every wrong or missing name at once. */
export function env(): Environment {
  parsed ??= parseEnvironment(process.env);
  return parsed;
}

/** Parses any set of variables; an empty one counts as missing, as it comes from an empty line in a file. */
export function parseEnvironment(variables: Record<string, string | undefined>): Environment {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const result = environmentSchema.safeParse(given);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The environment is not usable. ${faults.join('; ')}`);
}
