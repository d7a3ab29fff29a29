import 'server-only';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Command,
  type CommandOptions,
  type CommandResult,
  DEFAULT_OUTPUT_BYTES,
  emptyResult,
  RESULT_LENGTH,
} from './command-result';
import { KeptText } from './kept-text';
import type { News, Order } from './spawner-group.mjs';
import { endGroup } from './spawner-processes.mjs';

const STOP_TIMEOUT_MS = 8000;
const LOST_GRACE_MS = 2000;

type Run = {
  startedAt: number;
  groupId?: number;
  text: { stdout: KeptText; stderr: KeptText };
  onOutput?: CommandOptions['onOutput'];
  onGap?: CommandOptions['onGap'];
  resolve: (result: CommandResult) => void;
};

type Helper = { child: ChildProcess; runs: Map<number, Run> };

let helper: Helper | undefined;
let nextId = 1;

/** Runs a command through the helper process, which is started when first needed and again after it died. */
export function runLocally(command: Command, options: CommandOptions): Promise<CommandResult> {
  helper ??= startHelper();
  const { child, runs } = helper;
  const id = nextId++;
  return new Promise<CommandResult>((resolve) => {
    const onAbort = () => child.connected && child.send({ kind: 'cancel', id });
    const run: Run = {
      startedAt: performance.now(),
      text: { stdout: new KeptText(RESULT_LENGTH), stderr: new KeptText(RESULT_LENGTH) },
      onOutput: options.onOutput,
      onGap: options.onGap,
      resolve: (result) => {
        options.signal?.removeEventListener('abort', onAbort);
        runs.delete(id);
        if (runs.size === 0) child.channel?.unref();
        resolve(result);
      },
    };
    runs.set(id, run);
    child.channel?.ref();
    options.signal?.addEventListener('abort', onAbort, { once: true });
    child.send({ kind: 'run', order: orderOf(id, command, options) }, (error) => {
      // Not a byte of the order left this process, so nothing can have been started.
      if (error && runs.has(id)) run.resolve(emptyResult('not_started', true, helperGone, run.startedAt));
    });
  });
}

/**
 * Ends every running command and the helper with them, and waits for both. For a worker's clean shutdown, after it has
 * waited for its commands as long as it wants to.
 */
export async function stopSpawner(): Promise<void> {
  const { child } = helper ?? {};
  helper = undefined;
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  if (child.connected) child.disconnect();
  const lastResort = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(lastResort);
}

/** The helper's process id while it runs: for health pages and tests. */
export function spawnerPid(): number | undefined {
  return helper?.child.pid;
}

const helperGone = 'The helper process that starts commands was gone, so the command was not started. Try again.';

function startHelper(): Helper {
  // What it prints on passes through as text: young garbage, which may take little before it is collected.
  const child = spawn(process.execPath, ['--expose-gc', '--max-semi-space-size=2', helperPath()], {
    // Its environment is readable to every command it starts, so it gets none of the worker's secrets.
    env: baseEnvironment() as NodeJS.ProcessEnv,
    // A session of its own: Ctrl-C in the worker's terminal is the worker's to handle.
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const made: Helper = { child, runs: new Map() };
  child.unref();
  child.channel?.unref();
  child.on('message', (news) => hear(made, news as News));
  child.once('error', () => forget(made));
  child.once('exit', () => forget(made));
  return made;
}

function hear({ child, runs }: Helper, news: News): void {
  const run = runs.get(news.id);
  if (!run) return;
  if (news.kind === 'started') run.groupId = news.groupId;
  if (news.kind === 'output') {
    run.text[news.stream].add(news.text);
    const { id, text } = news;
    const room = run.onOutput?.(news.stream, text);
    const sayTaken = () => child.connected && child.send({ kind: 'taken', id, length: text.length }, () => undefined);
    if (room instanceof Promise) void room.finally(sayTaken);
    else sayTaken();
  }
  if (news.kind === 'gap') {
    for (const text of Object.values(run.text)) text.gap(news.bytes);
    run.onGap?.(news.bytes);
  }
  if (news.kind === 'ended') run.resolve(resultOf(run, news));
}

function resultOf(run: Run, news: Extract<News, { kind: 'ended' }>): CommandResult {
  const { ending, exitCode, signal, isGone, outputBytes, tookMs, leftRunning } = news;
  const note = leftRunning.length > 0 ? sayLeftRunning(leftRunning) : undefined;
  const group = run.groupId === undefined ? {} : { groupId: run.groupId };
  return {
    ending,
    exitCode,
    signal,
    isGone,
    ...group,
    ...textOf(run),
    outputBytes,
    tookMs,
    error: news.error,
    note,
    leftRunning,
  };
}

function textOf({ text }: Run): { stdout: string; stderr: string } {
  return { stdout: text.stdout.read(), stderr: text.stderr.read() };
}

function sayLeftRunning(left: { pid: number; name: string }[]): string {
  const list = left.map(({ pid, name }) => `${name} (process ${pid})`).join(', ');
  return `The command ended and left running what it had started: ${list}.`;
}

// The helper is never missed silently: what it had started is ended from here, and what became of it is not known.
function forget(dead: Helper): void {
  if (helper === dead) helper = undefined;
  for (const run of dead.runs.values()) void loseRun(run);
}

async function loseRun(run: Run): Promise<void> {
  const isGone = run.groupId !== undefined && (await endGroup(run.groupId, LOST_GRACE_MS));
  const error =
    run.groupId === undefined
      ? 'The helper process that starts commands died; whether this command had started is not known.'
      : `The helper process that starts commands died; the command was ${isGone ? 'ended' : 'told to end, and still runs'}.`;
  run.resolve({ ...emptyResult('lost', isGone, error, run.startedAt), ...textOf(run) });
}

function orderOf(id: number, command: Command, options: CommandOptions): Order {
  return {
    id,
    argv: command.argv,
    cwd: command.cwd,
    env: { ...baseEnvironment(), ...command.env },
    input: command.input,
    tag: options.tag,
    timeoutMs: options.timeoutMs,
    maxOutputBytes: options.maxOutputBytes ?? DEFAULT_OUTPUT_BYTES,
  };
}

function baseEnvironment(): Record<string, string> {
  // biome-ignore lint/style/noProcessEnv: handed on as they are, not read as settings.
  const { PATH = '/usr/local/bin:/usr/bin:/bin', HOME = '/', LANG = 'C.UTF-8', TZ } = process.env;
  return { PATH, HOME, LANG, ...(TZ === undefined ? {} : { TZ }) };
}

// Beside this file in the sources; a bundle has moved this file, and the sources are then under the folder it runs in.
function helperPath(): string {
  const beside = fileURLToPath(new URL('spawner.mjs', import.meta.url));
  return existsSync(beside) ? beside : join(process.cwd(), 'lib/server/targets/spawner.mjs');
}
