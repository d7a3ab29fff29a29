import 'server-only';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningCommand } from '@/lib/contracts/side-step';
import { AppError } from '@/lib/domain/errors';
import { reconcileSsh } from './execute-command';
import type { ReachableTarget } from './get-target';
import { credentialsOf } from './run-on-host';
import { findLeft, isGroupAlive } from './spawner-processes.mjs';
import { endSsh } from './ssh-reconcile';

const GRACE_MS = 2_000;
const KILL_GRACE_MS = 2_500;
const POLL_MS = 50;

export type CommandEnd = { state: 'succeeded' | 'failed' | 'unknown'; sentence: string };

/**
 * Ends what one attempt of a step started on a host and nobody sees any more, exactly that by its tag, and looks for up to
 * 5 s whether it is gone. Throws AppError where the host cannot be asked at all; nothing was ended then. What has ended
 * meanwhile is left as it is.
 */
export async function endCommand(
  target: ReachableTarget,
  command: RunningCommand,
  signal?: AbortSignal,
): Promise<CommandEnd> {
  const host = target.inventory.hosts.find(({ key }) => key === command.host);
  if (!host) return { state: 'failed', sentence: `Nothing was ended: the target has no host ${command.host} now.` };
  if (host.kind === 'local') return endHere(command, signal);
  const credentials = credentialsOf(target);
  const before = await reconcileSsh(host, command.tag, credentials);
  if (before.state !== 'running')
    return { state: 'succeeded', sentence: `Nothing was ended, as it was over already. ${before.sentence}` };
  if (signal?.aborted) return { state: 'failed', sentence: 'Nothing was ended: the worker was being stopped.' };
  const begun = performance.now();
  try {
    const after = await endSsh(host, command.tag, credentials);
    if (after.state === 'running')
      return {
        state: 'failed',
        sentence: `It was told to end, and is still there after ${since(begun)}; what runs as somebody else (sudo) only they can end. ${after.sentence}`,
      };
    return { state: 'succeeded', sentence: `${goneWords(command, begun)} ${after.sentence}` };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { state: 'unknown', sentence: `The host stopped answering while it was being ended. ${error.message}` };
  }
}

/**
 * A number may be another process's by now, so it is the tag in its environment that is looked for before each signal, and
 * only what was approved is ended, with what that has started. It is gone when nothing bears the tag and its groups are
 * empty: what runs in them as somebody else (sudo) bears no mark that can be read here.
 */
async function endHere(command: RunningCommand, signal?: AbortSignal): Promise<CommandEnd> {
  const failed = (sentence: string): CommandEnd => ({ state: 'failed', sentence });
  const { machine } = command;
  if (machine !== hostname())
    return failed(`Nothing was ended: it was seen on ${machine}, and this worker runs on ${hostname()}.`);
  const left = new LeftHere(command);
  let now = left.look();
  if (now === 'gone') return { state: 'succeeded', sentence: 'Nothing was ended, as it was over already.' };
  if (now !== 'there') return failed(`Nothing was ended. ${left.words(now)}`);
  if (signal?.aborted) return failed('Nothing was ended: the worker was being stopped.');
  const begun = performance.now();
  for (const [name, withinMs] of [
    ['SIGTERM', GRACE_MS],
    ['SIGKILL', KILL_GRACE_MS],
  ] as const) {
    if (now === 'others' || now === 'console') break;
    for (const { pid } of left.found) send(pid, name);
    const deadline = performance.now() + withinMs;
    do {
      await sleep(POLL_MS);
      now = left.look();
    } while ((now === 'there' || now === 'unseen') && performance.now() < deadline);
    if (now === 'gone') return { state: 'succeeded', sentence: goneWords(command, begun) };
  }
  return failed(`It was told to end, and is not gone after ${since(begun)}. ${left.words(now)}`);
}

type Look = 'gone' | 'there' | 'unseen' | 'others' | 'console';

/** What is left here of one command, by what was approved of it. */
class LeftHere {
  found: ReturnType<typeof findLeft> = [];
  readonly #known: Set<number>;
  readonly #approvedGroups: Set<number>;
  /** Seen to be theirs by this very act: such a number cannot have become another's meanwhile. */
  readonly #groups = new Set<number>();

  constructor(private readonly command: RunningCommand) {
    this.#known = new Set(command.pids);
    this.#approvedGroups = new Set(command.processes?.map(({ group }) => group));
  }

  /** What lives now. What the approved ones have started counts as theirs from here on, also once they are gone. */
  look(): Look {
    this.found = findLeft(this.command.tag, [...this.#groups]);
    if (this.found.some(({ pid }) => pid === process.pid || pid === process.ppid)) return 'console';
    for (let size = -1; size !== this.#known.size; ) {
      size = this.#known.size;
      for (const one of this.found) if (this.#isTheirs(one)) this.#known.add(one.pid);
    }
    if (this.#others().length > 0) return 'others';
    for (const { group } of this.found) this.#groups.add(group);
    if (this.found.length > 0) return 'there';
    return [...this.#approvedGroups, ...this.#groups].some(isGroupAlive) ? 'unseen' : 'gone';
  }

  words(look: Look): string {
    if (look === 'console') return 'It has started this very console, which does not end itself.';
    if (look === 'others')
      return `Others run by now that nobody has approved: ${listed(this.#others())}. Look again, and ask for what is seen then.`;
    if (look === 'unseen')
      return 'Something that bears no mark of it still runs in its process group, as another user most likely (sudo).';
    return `${listed(this.found)} still there: what runs as somebody else (sudo) only they can end.`;
  }

  #others() {
    return this.found.filter(({ pid }) => !this.#known.has(pid));
  }

  #isTheirs({ pid, parent, group }: { pid: number; parent: number; group: number }): boolean {
    return (
      [pid, parent].some((one) => this.#known.has(one)) || this.#approvedGroups.has(group) || this.#groups.has(group)
    );
  }
}

const listed = (found: LeftHere['found']) => found.map(({ pid, name }) => `${pid} (${name})`).join(', ');

function send(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has just ended, or runs as somebody else: the look afterwards says which.
  }
}

const since = (begun: number) => `${((performance.now() - begun) / 1000).toFixed(1)} s`;

/** How the console knows that it is over: what was looked at, and when. */
function goneWords({ pids, where }: Pick<RunningCommand, 'pids' | 'where'>, begun: number): string {
  const at = new Date().toISOString().slice(11, 19);
  return `What it ran as (${pids.join(', ')}) is gone on ${where}: looked at ${since(begun)} after it was told to end (${at} UTC).`;
}
