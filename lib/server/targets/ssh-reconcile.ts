import 'server-only';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'ssh2';
import type { Host } from '@/lib/contracts/target';
import { AppError } from '@/lib/domain/errors';
import { nameOf, type SshCredentials, type SshHost } from './ssh-connection';
import { leaseSsh } from './ssh-pool';
import { LOOK_COMMAND } from './ssh-scripts';

/**
 * What the host says of a launch. `never_started` is final: the question itself keeps it from starting later.
 * `gone`: it was started and is not running, but how it ended was not kept (the host went down, or the wrapper died).
 */
export type SshReconciliation = {
  state: 'running' | 'exited' | 'never_started' | 'gone';
  exitCode: number | null;
  sentence: string;
  /** The process group that it runs as; while it runs. */
  groupId?: number;
};

const LOOK_TIMEOUT_MS = 10_000;

/**
 * Asks a host what became of the launch with this tag, after its connection was lost.
 * Throws AppError `target_unavailable` or `blocked` where the host cannot be asked, `invalid_input` for a local host.
 */
export async function reconcileSsh(host: Host, tag: string, credentials?: SshCredentials): Promise<SshReconciliation> {
  return askHost(host, tag, 'look', credentials);
}

/** As `reconcileSsh`, but ends the command first if it still runs: SIGTERM to its group, SIGKILL after 2 s. */
export async function endSsh(host: Host, tag: string, credentials?: SshCredentials): Promise<SshReconciliation> {
  return askHost(host, tag, 'end', credentials);
}

async function askHost(
  host: Host,
  tag: string,
  act: 'look' | 'end',
  credentials?: SshCredentials,
): Promise<SshReconciliation> {
  if (host.kind !== 'ssh')
    throw new AppError('invalid_input', 'A local host keeps no status files.', 'Look at the process itself.');
  const lease = await leaseSsh(host, credentials);
  try {
    const said = await ask(lease.client, host, tag, act);
    lease.release();
    return said;
  } catch (error) {
    lease.discard();
    if (!lease.isReused) throw error;
    return askAnew(host, tag, act, credentials);
  }
}

/** A question may be asked any number of times, so a connection that died unnoticed is no reason to go without answer. */
async function askAnew(
  host: SshHost,
  tag: string,
  act: 'look' | 'end',
  credentials?: SshCredentials,
): Promise<SshReconciliation> {
  const lease = await leaseSsh(host, credentials, { isFresh: true });
  try {
    return await ask(lease.client, host, tag, act);
  } finally {
    lease.release();
  }
}

/** The same question over a connection that is there. Rejects with AppError `target_unavailable` after 10 s. */
export async function ask(client: Client, host: SshHost, tag: string, act: 'look' | 'end'): Promise<SshReconciliation> {
  const over = new AbortController();
  const gone = Promise.race([
    once(client, 'close', { signal: over.signal }),
    sleep(LOOK_TIMEOUT_MS, undefined, { signal: over.signal }),
  ]).then(() => undefined);
  try {
    const line = await Promise.race([askOver(client, `${tag}\n${act}\n`), gone]);
    const said = line === undefined ? undefined : readAnswer(host, line);
    if (said) return said;
    throw new Error('no answer');
  } catch (cause) {
    const message = `${nameOf(host)} did not say what became of the command.`;
    throw new AppError('target_unavailable', message, 'Ask again.', { cause });
  } finally {
    over.abort();
    gone.catch(() => undefined);
  }
}

/** The last line that the far script prints. */
function askOver(client: Client, question: string): Promise<string> {
  return new Promise((resolve, reject) => {
    client.exec(LOOK_COMMAND, (error, channel) => {
      if (error) return reject(error);
      let answer = '';
      channel.on('data', (chunk: Buffer) => {
        answer = (answer + chunk.toString()).slice(-4096);
      });
      channel.stderr.resume();
      channel.once('close', () => resolve(answer.trim().split('\n').at(-1) ?? ''));
      channel.end(question);
    });
  });
}

function readAnswer(host: SshHost, line: string): SshReconciliation | undefined {
  const where = nameOf(host);
  const exited = /^exited (\d+)$/.exec(line);
  if (exited) {
    return {
      state: 'exited',
      exitCode: Number(exited[1]),
      sentence: `On ${where} the command ended with exit code ${exited[1]}.`,
    };
  }
  const running = /^running (\d+) since ?(.*)$/.exec(line);
  if (running) {
    const since = running[2]?.trim() ? ` since ${running[2].trim()} (its clock)` : '';
    return {
      state: 'running',
      exitCode: null,
      groupId: Number(running[1]),
      sentence: `On ${where} the command still runs as pid ${running[1]}${since}.`,
    };
  }
  if (line === 'never')
    return { state: 'never_started', exitCode: null, sentence: `On ${where} the command was never started.` };
  if (line !== 'gone') return undefined;
  return {
    state: 'gone',
    exitCode: null,
    sentence: `On ${where} the command was started and runs no more; how it ended was not kept.`,
  };
}
