import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import getPort from 'get-port';
import { endProcess } from '../lib/processes';
import { listProcessesOf } from './processes-of';

const READY_TIMEOUT_MS = 5 * 60_000;
/** A worker gives its steps 15 s to end by themselves, and what starts the console waits 10 s longer. */
const STOP_MS = 25_000;

export interface Product {
  address: string;
  dataDir: string;
  /** False when the product did not come up; what it said has been printed. */
  isReady: Promise<boolean>;
  /** Stops the product and returns what it has left running, which is ended too. */
  stop(): Promise<string[]>;
}

/** Runs `npm start`'s own script on a free port with a data folder of its own. `settings`: variables that it is given besides. */
export async function startProduct(dataDir: string, settings: Readonly<Record<string, string>> = {}): Promise<Product> {
  const port = await getPort();
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    env: {
      ...process.env,
      PORT: String(port),
      CONSOLE_DATA_DIR: dataDir,
      DATABASE_URL: '',
      NEXTAUTH_URL: '',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stopOnSignal = () => child.kill('SIGTERM');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stopOnSignal);
  return {
    address: `http://localhost:${port}`,
    dataDir,
    isReady: waitUntilReady(child),
    stop: () => stop(child, dataDir),
  };
}

function waitUntilReady(child: ChildProcess): Promise<boolean> {
  const hasSandbox = existsSync('sandbox/main.ts') && existsSync('scripts/register-target.ts');
  const awaited = new Set(['The console is at', ...(hasSandbox ? ['The sandbox is ready'] : [])]);
  return new Promise((done) => {
    const timer = setTimeout(() => done(false), READY_TIMEOUT_MS);
    const finish = (isReady: boolean) => {
      clearTimeout(timer);
      done(isReady);
    };
    child.once('exit', () => finish(false));
    if (!child.stdout) return finish(false);
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line) console.log(`  | ${line}`);
      for (const words of awaited) if (line.startsWith(words)) awaited.delete(words);
      if (!awaited.size) finish(true);
    });
  });
}

async function stop(child: ChildProcess, dataDir: string): Promise<string[]> {
  if (child.pid) await endProcess(child.pid, [['SIGTERM', STOP_MS]]);
  const left = listProcessesOf(dataDir);
  for (const { pid } of left) await endProcess(pid, [['SIGKILL', 2_000]]);
  return left.map(({ pid, line }) => `${pid} ${line}`);
}
