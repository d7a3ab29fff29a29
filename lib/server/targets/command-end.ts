import 'server-only';
import { durationWords } from '@/lib/domain/words';
import type { CommandResult } from './command-result';

const STATE_OF = {
  exited: 'failed',
  timed_out: 'failed',
  not_started: 'failed',
  cancelled: 'cancelled',
  lost: 'unknown',
} as const;

/**
 * What became of it. What was told to end and was not seen to be gone is unknown: a further try would start it beside
 * itself. What a command that ended by itself leaves running is no such thing.
 */
export function commandState(
  result: Pick<CommandResult, 'ending' | 'exitCode' | 'isGone'>,
): 'succeeded' | (typeof STATE_OF)[keyof typeof STATE_OF] {
  const { ending, exitCode, isGone } = result;
  if (ending === 'exited' && exitCode === 0) return 'succeeded';
  const isCutShort = ending === 'timed_out' || ending === 'cancelled';
  return isCutShort && !isGone ? 'unknown' : STATE_OF[ending];
}

/** How a command that did not end well did end, in sentences. Quotes the last line of what it printed as its error. */
export function commandEnd(argv: string[], result: CommandResult, timeoutMs: number): string {
  const program = argv[0]?.split('/').at(-1) ?? 'the command';
  const gone = goneWords(result);
  if (result.ending === 'timed_out')
    return `${program} took longer than ${durationWords(timeoutMs)} and was ${result.isGone ? 'ended' : 'told to end'}. ${gone}`;
  if (result.ending === 'cancelled') return `${program} was ${result.isGone ? 'stopped' : 'told to stop'}. ${gone}`;
  if (result.ending === 'lost')
    return `The connection to the host was lost while ${program} ran. ${result.error ?? ''}`.trim();
  if (result.ending === 'not_started')
    return `${program} could not be started: ${result.error ?? 'no reason was given'}`;
  const last = result.stderr.trim().split('\n').at(-1) ?? '';
  return `${program} ended with exit code ${result.exitCode ?? result.signal}${last ? `: ${last.slice(0, 300)}` : ''}`;
}

/** How the console knows that what it ended is gone: a word of its own for what it has not seen. */
function goneWords({ isGone, groupId }: Pick<CommandResult, 'isGone' | 'groupId'>): string {
  if (!isGone) return 'It may still be running on the host.';
  const which = groupId === undefined ? 'its process group' : `its process group ${groupId}`;
  return `It is gone on the host: of ${which} no process was left (looked at ${new Date().toISOString().slice(11, 19)} UTC).`;
}
