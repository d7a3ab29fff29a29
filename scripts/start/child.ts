import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeLogMasker } from '@/lib/domain/own-secrets';
import { follow, openLog } from './log-file';

const FOLLOW = new URL('./follow-supervisor.mjs', import.meta.url).href;
const LONGEST_DELAY_MS = 30_000;
const LONG_LIFE_MS = 60_000;

export interface ChildOptions {
  name: string;
  /** Node's arguments: flags, file, words. As a function, asked anew at each start of the process. */
  words: string[] | (() => string[]);
  dataDir: string;
  environment: Record<string, string>;
  stopTimeoutMs: number;
  /** Reads the child's stdout line by line. */
  onLine?: (line: string) => void;
  /** Its stdout carries passwords or tokens for the terminal, and is kept out of the log. */
  isSecret?: boolean;
}

export interface Child {
  pid(): number | undefined;
  stop(): Promise<void>;
  /** Ends it and everything it has started at once. */
  kill(): void;
}

const started = new Set<ChildProcess>();

/** Starts a Node process that lives as long as the console, again after each unexpected end. */
export function keepRunning(options: ChildOptions & { firstDelayMs: number }): Child {
  let current: ChildProcess | undefined;
  let isStopping = false;
  const live = async () => {
    for (let failures = 0; !isStopping; failures += 1) {
      const startedAt = Date.now();
      current = launch(options);
      const end = await ending(current);
      if (isStopping) return;
      if (Date.now() - startedAt > LONG_LIFE_MS) failures = 0;
      const delayMs = failures === 0 ? options.firstDelayMs : Math.min(1_000 * 2 ** failures, LONGEST_DELAY_MS);
      console.error(`[${options.name}] ended unexpectedly (${end}); started again in ${delayMs / 1_000} s.`);
      await sleep(delayMs, undefined, { ref: false });
    }
  };
  void live();
  return {
    pid: () => current?.pid,
    kill: () => current && killGroup(current),
    stop: async () => {
      isStopping = true;
      if (current) await stop(current, options.stopTimeoutMs);
    },
  };
}

/** Runs a Node process to its end; rejects when it fails. */
export async function runOnce(options: ChildOptions): Promise<void> {
  const child = launch(options);
  const end = await ending(child);
  if (end !== 'exit code 0')
    throw new Error(`${options.name} failed (${end}); see its log in ${options.dataDir}/logs.`);
}

/** Ends whatever is still running at once: nobody waits any longer. */
export function killAll(): void {
  for (const child of started) killGroup(child);
}

function launch(options: ChildOptions): ChildProcess {
  const environment = { ...process.env, NO_COLOR: '1', ...options.environment };
  const to = openLog(options.dataDir, options.name);
  const log = { name: options.name, to, mask: makeLogMasker(environment) };
  const words = typeof options.words === 'function' ? options.words() : options.words;
  const child = spawn(process.execPath, ['--import', FOLLOW, ...words], {
    env: { ...environment, CONSOLE_SUPERVISOR_PID: String(process.pid) },
    // A group of its own: a terminal's Ctrl-C must reach only the supervisor, which stops the others in order.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
  });
  started.add(child);
  if (child.stdout && !options.isSecret) follow(child.stdout, log, false);
  if (child.stderr) follow(child.stderr, log, true);
  if (child.stdout && options.onLine) createInterface({ input: child.stdout }).on('line', options.onLine);
  child.once('close', () => {
    started.delete(child);
    to.end();
  });
  return child;
}

async function ending(child: ChildProcess): Promise<string> {
  const [code, signal] = await once(child, 'exit').catch((error) => [error.message, null]);
  return signal ? `signal ${signal}` : `exit code ${code}`;
}

async function stop(child: ChildProcess, timeoutMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const isSlow = await Promise.race([ended.then(() => false), sleep(timeoutMs, true, { ref: false })]);
  // Also after an orderly end: what it has started and forgotten must not outlive it.
  killGroup(child);
  if (isSlow) await ended;
}

function killGroup(child: ChildProcess): void {
  if (!child.pid) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Everybody in it has gone already.
  }
}
