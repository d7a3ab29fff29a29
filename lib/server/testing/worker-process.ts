import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { isAlive } from '@/scripts/lib/processes';
import { workerWords } from '@/scripts/start/worker-words.mjs';
import { until } from './until';

export type WorkerProcess = {
  pid: number;
  send(signal: NodeJS.Signals): void;
  /** All that it logged until now. */
  said(): string;
  /** Its exit code; null where a signal ended it. */
  ended: Promise<number | null>;
};

const started: WorkerProcess[] = [];

/** A worker as `npm start` runs one, on the store of the open test console. Ready to take jobs when this resolves. */
export async function startWorker(): Promise<WorkerProcess> {
  const env = { ...process.env, LOG_LEVEL: 'info' };
  const child = spawn(process.execPath, workerWords(), { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
    });
  }
  const worker: WorkerProcess = {
    pid: child.pid as number,
    send: (signal) => child.kill(signal),
    said: () => said,
    ended: once(child, 'exit').then(([code]) => code as number | null),
  };
  started.push(worker);
  await until(
    'a worker that is ready',
    () => {
      if (child.exitCode !== null) throw new Error(`the worker ended: ${said}`);
      return said.includes('worker ready');
    },
    40_000,
  );
  return worker;
}

/** Ends whatever a failed test has left running. */
export async function endWorkers(): Promise<void> {
  for (const { pid, send, ended } of started.splice(0)) {
    if (!isAlive(pid)) continue;
    send('SIGKILL');
    await ended;
  }
}
