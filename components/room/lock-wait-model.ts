import type { Blocker, LockWait, SideStepView } from '@/lib/contracts/side-step';
import type { StepView } from '@/lib/contracts/views';
import { durationWords } from '@/lib/domain/words';

/** How far the tries are, in a sentence. */
export function tryWords({ attempt, of, pauseMs, blockers }: LockWait, isRunning: boolean): string {
  const nobody = blockers.length === 0;
  if (!isRunning)
    return nobody
      ? 'Nobody who was in the way is there any more: it can be tried again.'
      : `It got no lock ${attempt === 1 ? 'at its only try' : `at any of ${attempt} tries`}. Looked at again every two seconds for an hour.`;
  if (pauseMs !== null) return `No lock at try ${attempt} of ${of}; the next one comes in a moment.`;
  return of > 1 ? `Try ${attempt} of ${of}.` : 'It waits.';
}

/** How long a transaction has been open by now: it was `seconds` when it was looked at. */
export function openFor({ seconds }: Pick<Blocker, 'seconds'>, at: string, now: number): string | null {
  return seconds === null ? null : durationWords(Math.max(0, seconds * 1000 + now - Date.parse(at)));
}

/** The request about one session or index among those that the step offers. */
export function offerOf(step: StepView, key: string, argument: string) {
  return step.actions.find((action) => action.key === key && action.argument === argument);
}

const STATES = {
  requested: { word: 'Waits for approval', tone: 'waiting' },
  ready: { word: 'Approved', tone: 'accent' },
  running: { word: 'Being done', tone: 'running' },
  succeeded: { word: 'Done', tone: 'ok' },
  failed: { word: 'Failed', tone: 'fail' },
  unknown: { word: 'Outcome unknown', tone: 'unknown' },
  denied: { word: 'Denied', tone: 'fail' },
  void: { word: 'No longer asked for', tone: 'idle' },
} as const;

/** How a side step stands: a word and a tone. */
export const sideStanding = ({ state }: Pick<SideStepView, 'state'>) => STATES[state];
