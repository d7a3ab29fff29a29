import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { until } from '@/lib/server/testing/until';
import { SMALL_ENVIRONMENT, SMALL_WORKER } from '../start/web-words';
import { workerWords } from '../start/worker-words.mjs';

export type FaultWorker = {
  pid: number;
  send(signal: NodeJS.Signals): void;
  /** Its exit code; null where a signal ended it. */
  ended: Promise<number | null>;
  isAlive(): boolean;
  said(): string;
};

export type WorkerOptions = { environment?: Record<string, string>; flags?: string[] };

const started = new Set<FaultWorker>();
let isAllOver = false;

/** A worker just as `npm start` runs one, on the store of this process's console; it takes jobs when this resolves. */
export async function startFaultWorker({ environment, flags = [] }: WorkerOptions = {}): Promise<FaultWorker> {
  const child = spawn(process.execPath, [...flags, ...SMALL_WORKER, ...workerWords()], {
    env: { ...process.env, ...SMALL_ENVIRONMENT, LOG_LEVEL: 'info', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said = (said + chunk).slice(-200_000);
    });
  const worker: FaultWorker = {
    pid: child.pid as number,
    send: (signal) => void child.kill(signal),
    ended: once(child, 'exit').then(([code]) => code as number | null),
    isAlive: () => child.exitCode === null && child.signalCode === null,
    said: () => said,
  };
  started.add(worker);
  void worker.ended.then(() => started.delete(worker));
  const isReady = () => {
    if (!worker.isAlive()) throw new Error(`the worker ended at its start: ${said}`);
    return said.includes('worker ready');
  };
  await until('a worker that is ready', isReady, 60_000);
  return worker;
}

/**
 * Keeps so many workers running, as a supervisor does: one that ends is replaced at once. `killAll` kills them and starts no
 * other until `resume`.
 */
export async function keepWorkers(count: number, options: WorkerOptions = {}) {
  let isOver = false;
  let deaths = 0;
  let pause: { promise: Promise<void>; end: () => void } | null = null;
  const alive = new Set<FaultWorker>();
  const keep = async () => {
    while (!isOver && !isAllOver) {
      if (pause) await pause.promise;
      // One that starts while its store is down ends at once, and is started again.
      const worker = isOver ? null : await startFaultWorker(options).catch(() => null);
      if (!worker) continue;
      alive.add(worker);
      if (isOver) worker.send('SIGTERM');
      await worker.ended;
      alive.delete(worker);
      if (!isOver && !pause) deaths += 1;
    }
  };
  const all = Array.from({ length: count }, keep);
  const ready = () => until('the workers', () => alive.size === count, 60_000);
  await ready();
  const resume = () => {
    pause?.end();
    pause = null;
  };
  return {
    alive,
    ready,
    /** How many have ended without having been killed here. */
    deaths: () => deaths,
    async killAll(signal: NodeJS.Signals = 'SIGKILL') {
      let end = () => {};
      const promise = new Promise<void>((resolve) => {
        end = resolve;
      });
      pause = { promise, end };
      const victims = [...alive];
      for (const worker of victims) worker.send(signal);
      await Promise.all(victims.map((worker) => worker.ended));
    },
    resume,
    async stop() {
      isOver = true;
      resume();
      for (const worker of alive) worker.send('SIGTERM');
      await Promise.all(all);
    },
  };
}
export type Crew = Awaited<ReturnType<typeof keepWorkers>>;

/** Ends whatever a row that failed has left running. */
export async function endFaultWorkers(): Promise<void> {
  isAllOver = true;
  const left = [...started];
  for (const worker of left) {
    worker.send('SIGCONT');
    worker.send('SIGKILL');
  }
  await Promise.all(left.map((worker) => worker.ended));
}
