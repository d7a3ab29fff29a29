import 'server-only';
import type { Client } from 'ssh2';
import type { Host } from '@/lib/contracts/target';
import { AppError } from '@/lib/domain/errors';
import { connectSsh, nameOf, type SshCredentials, type SshHost } from './ssh-connection';
import { LOOK_COMMAND } from './ssh-scripts';

/**
 * What the host says of a launch. `never_started` is final: the question itself keeps it from starting later.
 * `gone`: it was started and is not running, but how it ended was not kept (the host went down, or the wrapper died).
 */
export type SshReconciliation = {
  state: 'running' | 'exited' | 'never_started' | 'gone';
  exitCode: number | null;
  sentence: string;
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
  const client = await connectSsh(host, credentials);
  try {
    return await ask(client, host, tag, act);
  } finally {
    client.end();
  }
}

/** The same question over a connection that is there. Rejects with AppError `target_unavailable` after 10 s. */
export function ask(client: Client, host: SshHost, tag: string, act: 'look' | 'end'): Promise<SshReconciliation> {
  return new Promise((resolve, reject) => {
    const fail = (cause?: unknown) =>
      reject(
        new AppError('target_unavailable', `${nameOf(host)} did not say what became of the command.`, 'Ask again.', {
          cause,
        }),
      );
    const timer = setTimeout(fail, LOOK_TIMEOUT_MS);
    client.once('close', fail);
    client.exec(LOOK_COMMAND, (error, channel) => {
      if (error) return fail(error);
      let answer = '';
      channel.on('data', (chunk: Buffer) => {
        answer = (answer + chunk.toString()).slice(-4096);
      });
      channel.stderr.resume();
      channel.once('close', () => {
        clearTimeout(timer);
        client.off('close', fail);
        const said = readAnswer(host, answer.trim().split('\n').at(-1) ?? '');
        if (said) resolve(said);
        else fail();
      });
      channel.end(`${tag}\n${act}\n`);
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
  if (line === 'running') return { state: 'running', exitCode: null, sentence: `On ${where} the command still runs.` };
  if (line === 'never')
    return { state: 'never_started', exitCode: null, sentence: `On ${where} the command was never started.` };
  if (line !== 'gone') return undefined;
  return {
    state: 'gone',
    exitCode: null,
    sentence: `On ${where} the command was started and runs no more; how it ended was not kept.`,
  };
}
