import type { Severity } from '@/lib/contracts/runbook';
import { durationWords } from '@/lib/domain/words';
import type { Style } from '../screen';

export const SEVERITY_STYLE: Record<Severity, Style> = {
  critical: 'red',
  high: 'red',
  medium: 'yellow',
  low: 'cyan',
};

const STATE_STYLES: Record<string, Style> = {
  succeeded: 'green',
  approved: 'green',
  passed: 'green',
  failed: 'red',
  denied: 'red',
  unknown: 'magenta',
  cancelled: 'yellow',
  waiting: 'yellow',
  waived: 'yellow',
  awaiting_approval: 'yellow',
  running: 'cyan',
};

/** A state in its colour; the word carries the meaning. */
export function stateSpan(state: string): readonly [Style, string] {
  return [STATE_STYLES[state] ?? 'dim', state.replaceAll('_', ' ')];
}

/** "3 min 10 s ago", "in 4 min 2 s" */
export function relativeWords(at: string, now = Date.now()): string {
  const passed = now - Date.parse(at);
  return passed >= 0 ? `${durationWords(passed)} ago` : `in ${durationWords(-passed)}`;
}

/** "4 min 2 s left", "3 min 0 s over": the clock of an incident. */
export function clockLeftWords(respondBy: string, now = Date.now()): string {
  const left = Date.parse(respondBy) - now;
  return left >= 0 ? `${durationWords(left)} left` : `${durationWords(-left)} over`;
}

/** As a shell takes it as one word. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
