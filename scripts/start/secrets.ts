import { createECDH, randomBytes, randomInt } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../lib/refusal';

export interface Secrets {
  NEXTAUTH_SECRET: string;
  CONSOLE_SECRET_KEY: string;
  CONSOLE_DEMO_PASSWORD: string;
  /** What notifications are signed with; what browsers are given is computed from it (lib/server/push/push-key.ts). */
  CONSOLE_PUSH_KEY: string;
}

// No letters or digits that look alike: the password is read from a terminal and typed on a phone.
const READABLE = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Secrets of this installation, made at the first start; the environment's own come first. */
export function readOrMakeSecrets(dataDir: string): Secrets {
  const file = fileOf(dataDir);
  const kept = readKept(file);
  const secrets: Secrets = {
    NEXTAUTH_SECRET: kept.NEXTAUTH_SECRET ?? randomBytes(32).toString('base64'),
    CONSOLE_SECRET_KEY: kept.CONSOLE_SECRET_KEY ?? randomBytes(32).toString('base64'),
    CONSOLE_DEMO_PASSWORD: kept.CONSOLE_DEMO_PASSWORD ?? makeReadablePassword(),
    CONSOLE_PUSH_KEY: kept.CONSOLE_PUSH_KEY ?? makePushKey(),
  };
  // With what a rotation has put beside them (lib/server/auth/secret-key-file.ts).
  if (NAMES.some((name) => !kept[name]))
    writeFileSync(file, `${JSON.stringify({ ...kept, ...secrets }, null, 2)}\n`, { mode: 0o600 });
  return { ...secrets, ...ownSecrets() };
}

/** The same without making any; undefined where neither the environment nor an earlier start has them all. */
export function readSecrets(dataDir: string): Omit<Secrets, 'CONSOLE_DEMO_PASSWORD' | 'CONSOLE_PUSH_KEY'> | undefined {
  const { NEXTAUTH_SECRET, CONSOLE_SECRET_KEY } = { ...readKept(fileOf(dataDir)), ...ownSecrets() };
  return NEXTAUTH_SECRET && CONSOLE_SECRET_KEY ? { NEXTAUTH_SECRET, CONSOLE_SECRET_KEY } : undefined;
}

const NAMES = ['NEXTAUTH_SECRET', 'CONSOLE_SECRET_KEY', 'CONSOLE_DEMO_PASSWORD', 'CONSOLE_PUSH_KEY'] as const;

/** What the environment sets; an empty line in a file of variables sets nothing. */
function ownSecrets(): Partial<Secrets> {
  return Object.fromEntries(NAMES.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

const fileOf = (dataDir: string) => join(dataDir, 'secrets.json');

/** Refuses a file that others on this machine may read: what it protects would be theirs as well. */
function readKept(file: string): Partial<Secrets> {
  if (!existsSync(file)) return {};
  const mode = statSync(file).mode & 0o777;
  if (mode & 0o077)
    throw new Refusal(
      `Others may read the secrets of this console (${file} has mode ${mode.toString(8)}): ` +
        `run chmod 600 ${file}, and npm run secrets:rotate after the start if somebody else may have read it.`,
    );
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** A private key of the curve that push services ask for (VAPID, RFC 8292). */
function makePushKey(): string {
  const pair = createECDH('prime256v1');
  pair.generateKeys();
  // Leading zeros are left out of what Node gives, and are part of a key.
  return Buffer.from(pair.getPrivateKey('hex').padStart(64, '0'), 'hex').toString('base64url');
}

function makeReadablePassword(): string {
  const group = () => Array.from({ length: 4 }, () => READABLE[randomInt(READABLE.length)]).join('');
  return [group(), group(), group()].join('-');
}
