import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listProcessesOf } from './test/processes-of';
import { createTestStore } from './test/store';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'console-start-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function start(variables: Record<string, string>) {
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    env: { ...process.env, DATABASE_URL: '', CONSOLE_DATA_DIR: folder, PORT: String(await getPort()), ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  const [exitCode] = await once(child, 'close');
  return { exitCode, said: said.trim() };
}

function expectRefusal(result: { exitCode: number; said: string }, words: RegExp) {
  expect(result.said).toMatch(words);
  expect(result.said.split('\n'), 'one sentence').toHaveLength(1);
  expect(result.exitCode).toBe(1);
  expect(listProcessesOf(folder), 'nothing left running').toEqual([]);
}

describe('a start is refused in one sentence', () => {
  it('when the port is in use', async () => {
    const server = createServer().listen(0);
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    expectRefusal(await start({ PORT: String(port) }), new RegExp(`^Port ${port} is in use`));
    server.close();
  });

  it('when the port is no port', async () => {
    expectRefusal(await start({ PORT: 'http' }), /^PORT is "http", which is no port/);
  });

  it('when the data folder cannot be written', async () => {
    // Below a file, because root may write into every folder.
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expectRefusal(await start({ CONSOLE_DATA_DIR: join(file, 'data') }), /^The data folder .* cannot be written/);
  });

  it('when the store is from a newer release', async () => {
    const store = await createTestStore();
    const client = new pg.Client({ connectionString: store.url });
    await client.connect();
    await client.query(`INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at)
      VALUES ('later', '', '99990101000000_later', now())`);
    await client.end();
    expectRefusal(await start({ DATABASE_URL: store.url }), /^The store is from a newer release/);
    await store.drop();
  });
});
