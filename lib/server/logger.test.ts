import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

const SECRET = 'canary-log-5f0c1d2e3b4a';
const PROGRAM = `
  const { logger } = await import('./lib/server/logger.ts');
  logger().error({ err: new Error('connect postgres://app:${SECRET}1@db/x'), secret: process.env.CONSOLE_SECRET_KEY, push: process.env.CONSOLE_PUSH_KEY }, 'it failed');
  logger().info({ url: process.env.DATABASE_URL, session: process.env.NEXTAUTH_SECRET }, 'and ' + '${SECRET}store');
  logger().info({ nested: { deep: [{ databaseUrl: 'x', key: '-----BEGIN PRIVATE KEY-----\\n${SECRET}2\\n-----END PRIVATE KEY-----' }] } });
`;

it('no line of a log has a credential in it, nor a secret of the process that wrote it', () => {
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'production' as const,
    DATABASE_URL: `postgresql://console_app:${SECRET}store@127.0.0.1:1/console`,
    NEXTAUTH_SECRET: `${SECRET}session`,
    NEXTAUTH_URL: 'http://localhost:3000',
    CONSOLE_SECRET_KEY: Buffer.alloc(32, SECRET).toString('base64'),
    CONSOLE_PUSH_KEY: Buffer.alloc(32, `${SECRET}p`).toString('base64url'),
    CONSOLE_DATA_DIR: '/nowhere',
  };
  const words = ['--conditions=react-server', '--import', 'tsx', '--input-type=module', '-e', PROGRAM];
  const said = execFileSync(process.execPath, words, { env, encoding: 'utf8' });
  expect(said.trim().split('\n')).toHaveLength(3);
  expect(said).toContain('it failed');
  expect(said).toContain('postgres://app:••••••@db/x');
  expect(said).not.toContain(SECRET);
  expect(said).not.toContain(env.CONSOLE_SECRET_KEY);
  expect(said).not.toContain(env.CONSOLE_PUSH_KEY);
});
