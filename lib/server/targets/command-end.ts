import 'server-only';
import { durationWords } from '@/lib/domain/words';
import type { CommandResult } from './command-result';

/** How a command that did not end well did end, in sentences. Quotes the last line of what it printed as its error. */
export function commandEnd(argv: string[], result: CommandResult, timeoutMs: number): string {
  const program = argv[0]?.split('/').at(-1) ?? 'the command';
  const gone = result.isGone ? 'It is gone on the host.' : 'It may still be running on the host.';
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
