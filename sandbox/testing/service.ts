import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type CommandBinding, type TargetFile, targetFileSchema } from '../../lib/contracts/target';
import { projectRoot } from '../paths';
import { poll } from '../poll';
import { runCommand } from '../run-command';

export type Service = { dir: string; child: ChildProcess; target: TargetFile; readyAfterMs: number };

export const temporaryDir = () => join(mkdtempSync(join(tmpdir(), 'sandbox-')), 'box');
export const removeDir = (dir: string) => rmSync(join(dir, '..'), { recursive: true, force: true });

/** Starts the service as a supervisor does, and waits for its line. */
export async function startService(dir: string): Promise<Service> {
  const started = performance.now();
  const child = spawn(process.execPath, ['--import', 'tsx', 'sandbox/main.ts'], {
    cwd: projectRoot,
    env: { ...process.env, SANDBOX_DIR: dir },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const [line] = await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit').then(() => Promise.reject(new Error(`the sandbox did not start: ${errors}`))),
  ]);
  const readyAfterMs = performance.now() - started;
  const { targetFile } = JSON.parse(line as string) as { targetFile: string };
  return { dir, child, readyAfterMs, target: targetFileSchema.parse(JSON.parse(readFileSync(targetFile, 'utf8'))) };
}

/** Sends the signal (or closes stdin) and returns how long the service took to end. */
export async function endService({ child }: Service, how: NodeJS.Signals | 'stdin'): Promise<number> {
  const started = performance.now();
  const ended = once(child, 'exit');
  if (how === 'stdin') child.stdin?.end();
  else child.kill(how);
  await ended;
  return performance.now() - started;
}

/** Runs a binding of the inventory as the console does: whole arguments replaced, a small environment, no shell. */
export async function runBinding(binding: CommandBinding | undefined, parameters: Record<string, string> = {}) {
  if (binding === undefined) throw new Error('there is no such binding');
  const argv = binding.argv.map((part) => parameters[/^\{(\w+)\}$/.exec(part)?.[1] ?? ''] ?? part);
  return (await runCommand(argv, { cwd: binding.cwd, env: binding.env })).trim();
}

/** The processes that name the folder in their command line or work in it. */
export function processesOf(dir: string): number[] {
  const belongs = (pid: string) => {
    try {
      return (
        readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(dir) || readlinkSync(`/proc/${pid}/cwd`).startsWith(dir)
      );
    } catch {
      return false;
    }
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && belongs(name))
    .map(Number);
}

/** Whether all of the folder's processes have gone, allowing them the moment that a busy kernel needs: one left behind stays for good. */
export const isEmptySoon = (dir: string) => poll(() => processesOf(dir).length === 0, 10_000);
