import { spawn } from 'node:child_process';
import { Refusal } from '../scripts/lib/refusal';

export type RunOptions = {
  cwd?: string;
  /** Added to the small environment below; nothing else is inherited. */
  env?: Record<string, string>;
  uid?: number;
  gid?: number;
  timeoutMs?: number;
};

/** What every command of the sandbox starts with, as small as what the console gives its own. */
export function smallEnvironment(): NodeJS.ProcessEnv {
  const path = process.env.PATH ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  return { PATH: path, HOME: process.env.HOME ?? '/', LANG: 'C.UTF-8', NODE_ENV: 'production' };
}

/** Runs a command to its end and returns its output. Throws when it cannot start or does not exit with 0. */
export async function runCommand(argv: string[], options: RunOptions = {}): Promise<string> {
  const { env, timeoutMs = 60_000, ...rest } = options;
  const [program = '', ...args] = argv;
  const child = spawn(program, args, {
    ...rest,
    env: { ...smallEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (errors += chunk));
  // On exit, not close: a daemon that the command left behind may hold the pipes open.
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', (cause) => reject(new Refusal(`${program} could not be started: ${cause.message}`, { cause })));
    child.on('exit', (exitCode) => setImmediate(resolve, exitCode));
  });
  child.stdout.destroy();
  child.stderr.destroy();
  if (code !== 0) throw new Refusal(`${argv.join(' ')} exited with ${code}: ${(errors || output).slice(-2000)}`);
  return output;
}

/** Whether the command can be run here and exits with 0. */
export async function succeeds(argv: string[], options: RunOptions = {}): Promise<boolean> {
  return runCommand(argv, { timeoutMs: 10_000, ...options }).then(
    () => true,
    () => false,
  );
}
