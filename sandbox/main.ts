import { fstatSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal, runScript } from '../scripts/lib/refusal';
import { startSandbox, stopSandbox } from './lifecycle';
import { log } from './log';
import { pathsFromEnvironment, type SandboxPaths } from './paths';
import { isOurs, readPid } from './processes';

const MARK = 'sandbox/main.ts';
const PARENT_CHECK_MS = 500;
const SETTLE_MS = 4000;
const KEEP_ALIVE_MS = 60_000;

/** One service to a folder: two would take turns ending each other's processes. */
function claimFolder(paths: SandboxPaths): void {
  mkdirSync(paths.dir, { recursive: true });
  const other = readPid(paths.servicePid);
  if (other !== process.pid && isOurs(other, MARK)) {
    throw new Refusal(`the sandbox in ${paths.dir} is already running (process ${other})`);
  }
  writeFileSync(paths.servicePid, String(process.pid));
}

/** A supervisor that dies takes its end of the pipe with it; one that gave us no pipe is noticed by its id. */
function whenParentIsGone(stop: (reason: string) => void): void {
  const stdin = fstatSync(0);
  if (stdin.isFIFO() || stdin.isSocket()) {
    process.stdin.on('end', () => stop('stdin was closed')).on('error', () => stop('stdin was closed'));
    process.stdin.resume();
  }
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && stop('the parent process is gone'), PARENT_CHECK_MS).unref();
}

/** Says what happened for as long as somebody listens: a supervisor that was killed is no reason to leave things running. */
function surviveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}

async function main(): Promise<void> {
  const paths = pathsFromEnvironment();
  claimFolder(paths);
  surviveClosedPipes();
  const starting = new AbortController();
  let startup: Promise<unknown> = Promise.resolve();
  const stop = async (reason: string, exitCode = 0) => {
    if (starting.signal.aborted) return;
    starting.abort();
    log(`stopping: ${reason}`);
    // What is being started right now could not be found and ended yet.
    await Promise.race([startup.catch(() => {}), sleep(SETTLE_MS)]);
    await stopSandbox(paths).catch((error: Error) => log(error.message));
    rmSync(paths.servicePid, { force: true });
    process.exit(exitCode);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop(signal));
  process.on('uncaughtException', (error) => stop(error.stack ?? error.message, 1));
  whenParentIsGone(stop);
  setInterval(() => {}, KEEP_ALIVE_MS);
  startup = announce(paths, starting.signal);
  startup.catch((error: Error) => stop(error.message, 1));
}

async function announce(paths: SandboxPaths, signal: AbortSignal): Promise<void> {
  const started = performance.now();
  await startSandbox(paths, signal);
  signal.throwIfAborted();
  log(`ready after ${((performance.now() - started) / 1000).toFixed(1)} s`);
  process.stdout.write(`${JSON.stringify({ ready: true, targetFile: paths.targetFile })}\n`);
}

runScript(main);
