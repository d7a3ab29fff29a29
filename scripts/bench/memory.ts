import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeStore, db } from '@/lib/server/db';
import { findEmbeddedStoreUrl } from '../lib/embedded-store';
import { readSecrets } from '../start/secrets';
import { listProcessesOf } from '../test/processes-of';
import { startProduct } from '../test/product';
import { judge } from './judge';
import { request } from './requests';
import type { Bench, BenchSetting, Row } from './row';
import { signIn } from './webs';

const LIMIT_MB = 300;
const IDLE_MS = 60_000;
const SAMPLES = 7;
const PAGES = ['/', '/incidents', '/reports', '/targets', '/runbooks', '/drills', '/approvals', '/api/now'];

/** The web and the worker as `npm start` runs them, with the sandbox as their target. */
type Roots = { web: number; worker: number };

function findRoots(dataDir: string): Roots {
  const processes = listProcessesOf(dataDir);
  const pidOf = (what: string, words: RegExp) => {
    const found = processes.filter(({ line }) => words.test(line));
    if (found.length !== 1) throw new Error(`${found.length} processes look like the ${what}`);
    return (found[0] as { pid: number }).pid;
  };
  return { web: pidOf('web', /^next-server/), worker: pidOf('worker', /worker(\/main\.ts|\.mjs)\s*$/) };
}

/** Whatever a process has started counts with it: the spawner, and the commands that it runs just then. */
function treeOf(pid: number): number[] {
  const children = read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
  return [pid, ...children.flatMap(treeOf)];
}

/** Proportional: what two processes share is counted once, half in each. */
function megabytesOf(pid: number): number {
  const kilobytes = /^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1];
  return Number(kilobytes ?? 0) / 1024;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // a command that has just ended
  }
}

const sumOf = (root: number) => treeOf(root).reduce((sum, pid) => sum + megabytesOf(pid), 0);

/** Somebody looks at every page once: a web that nobody ever asked has not loaded what it needs. */
async function visit(address: string, dataDir: string): Promise<void> {
  const secrets = readSecrets(dataDir);
  const url = findEmbeddedStoreUrl(join(dataDir, 'store'));
  Object.assign(process.env, secrets, { DATABASE_URL: url, NEXTAUTH_URL: address, CONSOLE_DATA_DIR: dataDir });
  const { id, name, email } = await db().person.findFirstOrThrow({ where: { role: 'engineer' } });
  const headers = await signIn({ id, name, email, role: 'engineer' });
  for (const path of PAGES) {
    const { status } = await request(`${address}${path}`, headers);
    if (status !== 200) throw new Error(`${path} answered ${status}`);
  }
  await closeStore();
}

async function measureProduct({ say, isQuick }: BenchSetting): Promise<number[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'console-bench-'));
  const product = await startProduct(dataDir);
  try {
    if (!(await product.isReady)) throw new Error('the product did not come up');
    await visit(product.address, dataDir);
    const roots = findRoots(dataDir);
    const samples: number[] = [];
    for (let turn = 0; turn < SAMPLES; turn += 1) {
      await sleep(turn === 0 ? IDLE_MS : isQuick ? 1_000 : 5_000);
      const [web, worker] = [sumOf(roots.web), sumOf(roots.worker)];
      say(`web ${Math.round(web)} MB, worker with all that it started ${Math.round(worker)} MB`);
      samples.push(web + worker);
    }
    return samples;
  } finally {
    await product.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

export const bench: Bench = {
  name: 'memory',
  measure: async (at): Promise<Row[]> => [
    judge({
      work: 'web and worker, idle, memory (proportional set size of both process trees, every page seen once)',
      unit: 'MB',
      samples: await measureProduct(at),
      floor: [],
      floorWork: '',
      bounds: [{ figure: 'median', limit: LIMIT_MB }],
      heldBackBy:
        "the WebAssembly of Prisma's query compiler, compiled in both processes, and of PostgreSQL's parser, in one that has read a statement",
    }),
  ],
};
