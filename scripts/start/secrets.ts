import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Secrets {
  NEXTAUTH_SECRET: string;
  CONSOLE_SECRET_KEY: string;
  CONSOLE_DEMO_PASSWORD: string;
}

// No letters or digits that look alike: the password is read from a terminal and typed on a phone.
const READABLE = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Secrets of this installation, made at the first start; the environment's own come first. */
export function readOrMakeSecrets(dataDir: string): Secrets {
  const file = join(dataDir, 'secrets.json');
  const kept: Partial<Secrets> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const secrets: Secrets = {
    NEXTAUTH_SECRET: kept.NEXTAUTH_SECRET ?? randomBytes(32).toString('base64'),
    CONSOLE_SECRET_KEY: kept.CONSOLE_SECRET_KEY ?? randomBytes(32).toString('base64'),
    CONSOLE_DEMO_PASSWORD: kept.CONSOLE_DEMO_PASSWORD ?? makeReadablePassword(),
  };
  if (Object.keys(kept).length < 3) writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return {
    NEXTAUTH_SECRET: process.env.NEXTAUTH_SECRET || secrets.NEXTAUTH_SECRET,
    CONSOLE_SECRET_KEY: process.env.CONSOLE_SECRET_KEY || secrets.CONSOLE_SECRET_KEY,
    CONSOLE_DEMO_PASSWORD: process.env.CONSOLE_DEMO_PASSWORD || secrets.CONSOLE_DEMO_PASSWORD,
  };
}

function makeReadablePassword(): string {
  const group = () => Array.from({ length: 4 }, () => READABLE[randomInt(READABLE.length)]).join('');
  return [group(), group(), group()].join('-');
}
