import 'server-only';
import { durationWords } from '@/lib/domain/words';
import type { CommandResult } from './command-result';

/** How a command that did not end well did end, in sentences. Quotes the last line of what it printed as its error. */
export function commandEnd(argv: string[], result: CommandResult, timeoutMs: number): string {
  const program = argv[0]?.split('/').at(-1) ?? 'the command';
  const gone = goneWords(result);
  if (result.ending === 'timed_out')
    return `${program} took longer than ${durationWords(timeoutMs)} and was ended. ${gone}`;
  if (result.ending === 'cancelled') return `${program} was stopped. ${gone}`;
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
