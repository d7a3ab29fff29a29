// The web as `npm start` runs it, on a store of the bench's own, and people who are signed in to it.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import { encode } from 'next-auth/jwt';
import type { Role } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import { closeStore, db } from '@/lib/server/db';
import { adoptRunbook } from '@/lib/server/runbooks/adopt-runbook';
import { startEmbeddedStore } from '../lib/embedded-store';
import { migrate } from '../lib/migrate';
import { endProcess } from '../lib/processes';
import { buildOnce } from '../start/build';
import { waitForHealth } from '../start/health';
import { SMALL_ENVIRONMENT, webWords } from '../start/web-words';

export type BenchStore = {
  folder: string;
  url: string;
  people: { engineer: Me; lead: Me };
  close(): Promise<void>;
};
export type BenchWeb = { address: string; pid: number; stop(): Promise<void> };

/**
 * A store with the settings of the product's own, migrated, with the shipped runbook in force. This process reads its
 * environment for it: one store a process.
 */
export async function openBenchStore(): Promise<BenchStore> {
  const folder = mkdtempSync(join(tmpdir(), 'console-bench-'));
  const store = await startEmbeddedStore({ folder: join(folder, 'store') });
  await migrate(store.url);
  mkdirSync(join(folder, 'data'));
  Object.assign(process.env, {
    DATABASE_URL: store.url,
    NEXTAUTH_SECRET: randomBytes(24).toString('base64'),
    NEXTAUTH_URL: 'http://localhost:3000',
    CONSOLE_SECRET_KEY: randomBytes(32).toString('base64'),
    CONSOLE_DATA_DIR: join(folder, 'data'),
  });
  const refused = await adoptRunbook('runbooks/replyx', 'sql');
  if (refused) throw new Error(`the shipped runbook was refused: ${JSON.stringify(refused)}`);
  return {
    folder,
    url: store.url,
    people: { engineer: await createPerson('engineer'), lead: await createPerson('team_lead') },
    async close() {
      await closeStore();
      await store.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function createPerson(role: Role): Promise<Me> {
  const email = `${role}-${randomUUID().slice(0, 8)}@console.example`;
  const { id, name } = await db().person.create({ data: { name: `A ${role}`, email, role, passwordHash: 'none' } });
  return { id, name, email, role };
}

/** Builds the web where that was not done yet, and starts one; its log goes to the store's folder. */
export async function startWeb({ folder }: BenchStore): Promise<BenchWeb> {
  await buildOnce(join(folder, 'data'));
  const port = await getPort({ host: '127.0.0.1' });
  const log = openSync(join(folder, `web-${port}.log`), 'a');
  const child = spawn(process.execPath, webWords(port, '127.0.0.1'), {
    env: { ...process.env, ...SMALL_ENVIRONMENT, NODE_ENV: 'production', PORT: String(port) },
    stdio: ['ignore', log, log],
  });
  const address = `http://127.0.0.1:${port}`;
  if (!(await waitForHealth(address, 60_000))) {
    await end(child);
    throw new Error(`the web did not come up; its log is ${folder}/web-${port}.log`);
  }
  return { address, pid: child.pid as number, stop: () => end(child) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid && child.exitCode === null) await endProcess(child.pid, [['SIGTERM', 5_000]]);
}

/** The header that a signed-in browser of this person sends: a session of the store's, in next-auth's cookie. */
export async function signIn(person: Me): Promise<{ cookie: string }> {
  const expiresAt = new Date(Date.now() + 3_600_000);
  const { id: sid } = await db().authSession.create({ data: { personId: person.id, expiresAt } });
  const token = await encode({ token: { sid }, secret: process.env.NEXTAUTH_SECRET as string });
  return { cookie: `next-auth.session-token=${token}` };
}
