import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseEnvironment } from '@/lib/server/env';

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
const example = read('.env.example');
const readme = read('README.md');
const source =
  read('lib/server/env.ts') +
  read('scripts/start/settings.mjs') +
  read('scripts/test/chromium.ts') +
  read('terminal/invoke.ts');
const names = [
  ...new Set(source.match(/\b(PORT|DATABASE_URL|LOG_LEVEL|NEXTAUTH_[A-Z]+|CONSOLE_[A-Z_]+|ROLLBACK_TOKEN)\b/g)),
];

it.each(names)('%s is explained in .env.example and in the README', (name) => {
  expect(example).toMatch(new RegExp(`^(# )?${name}\\b`, 'm'));
  expect(readme).toContain(`\`${name}\``);
});

it('shows defaults that are the ones in use', () => {
  const set = Object.fromEntries([...example.matchAll(/^([A-Z_]+)=(.+)$/gm)].map(([, name, value]) => [name, value]));
  const needed = {
    DATABASE_URL: 'postgresql://localhost/console',
    NEXTAUTH_SECRET: 'x'.repeat(16),
    NEXTAUTH_URL: 'http://localhost:3000',
    CONSOLE_SECRET_KEY: Buffer.alloc(32).toString('base64'),
    CONSOLE_DATA_DIR: '.data',
  };
  expect(parseEnvironment({ ...needed, ...set })).toEqual(parseEnvironment(needed));
});
