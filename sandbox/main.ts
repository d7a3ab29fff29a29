import { fstatSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { Refusal } from '../scripts/lib/refusal';
import { startSandbox, stopSandbox } from './lifecycle';
import { log } from './log';
import { pathsFromEnvironment, type SandboxPaths } from './paths';
import { isOurs, readPid } from './processes';

const MARK = 'sandbox/main.ts';
const PARENT_CHECK_MS = 500;

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

async function main(): Promise<void> {
  const paths = pathsFromEnvironment();
  claimFolder(paths);
  let stopping = false;
  const stop = async (reason: string, exitCode = 0) => {
    if (stopping) return;
    stopping = true;
    log(`stopping: ${reason}`);
    await stopSandbox(paths).catch((error: Error) => log(error.message));
    rmSync(paths.servicePid, { force: true });
    process.exit(exitCode);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop(signal));
  whenParentIsGone(stop);
  const keepAlive = setInterval(() => {}, 60_000);
  try {
    const started = performance.now();
    await startSandbox(paths);
    if (stopping) return;
    log(`ready after ${((performance.now() - started) / 1000).toFixed(1)} s`);
    process.stdout.write(`${JSON.stringify({ ready: true, targetFile: paths.targetFile })}\n`);
  } catch (error) {
    clearInterval(keepAlive);
    await stop(error instanceof Error ? error.message : String(error), 1);
  }
}

main().catch((error: Error) => {
  log(error.message);
  process.exitCode = 1;
});
