import { createECDH } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readOrMakeSecrets } from './secrets';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  for (const name of ['CONSOLE_PUSH_KEY', 'CONSOLE_SECRET_KEY', 'NEXTAUTH_SECRET', 'CONSOLE_DEMO_PASSWORD'])
    vi.stubEnv(name, '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});
const file = () => join(folder, 'secrets.json');

it('the first start makes a key to push with, which later starts keep, readable for nobody else', () => {
  const { CONSOLE_PUSH_KEY: key } = readOrMakeSecrets(folder);
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(Buffer.from(key, 'base64url'));
  expect(pair.getPublicKey()).toHaveLength(65);
  expect(readOrMakeSecrets(folder).CONSOLE_PUSH_KEY).toBe(key);
  expect(statSync(file()).mode & 0o777).toBe(0o600);
});

it('an installation from before gets one beside its other secrets, which stay what they are', () => {
  const before = {
    NEXTAUTH_SECRET: 'a'.repeat(40),
    CONSOLE_SECRET_KEY: 'b'.repeat(44),
    CONSOLE_DEMO_PASSWORD: 'known-word',
  };
  writeFileSync(file(), JSON.stringify(before), { mode: 0o600 });
  const { CONSOLE_PUSH_KEY: key, ...others } = readOrMakeSecrets(folder);
  expect(others).toEqual(before);
  expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({ ...before, CONSOLE_PUSH_KEY: key });
});

it('a key in the environment comes first', () => {
  vi.stubEnv('CONSOLE_PUSH_KEY', 'from-the-environment');
  expect(readOrMakeSecrets(folder).CONSOLE_PUSH_KEY).toBe('from-the-environment');
});
