import { expect, it } from 'vitest';
import type { AllowedAction } from '@/lib/contracts/views';
import { type RunFacts, runActions } from '@/lib/domain/allowed-actions';
import { RUN_STATES, STEP_STATES } from '@/lib/domain/run-states';
import { stepActions } from '@/lib/domain/step-actions';
import { BLOCKER, LEFT_INDEX } from '@/lib/domain/testing/fixtures';
import { commandFor } from './print/room';
import { KNOWN_ACTIONS } from './take-action';

const RUN = {
  severity: 'high',
  isPlanned: true,
  isPlanning: false,
  isBlocked: false,
  preparedById: 'kim',
  requestedById: 'kim',
  driverId: 'kim',
  startedById: 'kim',
  deciderIds: [],
  besideNeeds: [{ roles: ['team_lead'], quorum: 1, isSeparate: false, because: 'severity high' }],
  withdrawers: { kim: 'asker', alex: 'approver' },
  isOverridable: false,
  isDenied: false,
  targetName: 'ReplyX',
  isIncidentOpen: true,
  untoldBecause: null,
  window: null,
  isScheduled: false,
  isArmed: false,
  isResumable: true,
  hasParameters: true,
} satisfies Omit<RunFacts, 'state'>;
const STEP = {
  effect: 'irreversible',
  verb: 'Drop index',
  alternatives: [{ key: 'other', title: 'Other way', about: 'It is slower.' }],
  wayBack: { key: 'back', title: 'Take it back', about: 'Everything as it was.' },
  isCancelAsked: false,
  isProbed: true,
  isStillRunning: false,
  side: {
    sessions: [BLOCKER],
    indexes: [LEFT_INDEX],
    open: [],
    isSkipAsked: false,
  },
  hosts: [
    { host: 'app-1', state: 'succeeded' },
    { host: 'app-2', state: 'failed' },
  ],
} as const;

/** Everything that anybody is ever offered with a run. */
function everyAction(): AllowedAction[] {
  const people = ['kim', 'alex'].map((id) => ({ id, role: 'team_lead' }) as const);
  return people.flatMap((person) =>
    RUN_STATES.flatMap((state) => [
      ...runActions({ ...RUN, state }, person),
      ...runActions({ ...RUN, state, isArmed: true }, person),
      ...[true, false].flatMap((isScheduled) =>
        runActions({ ...RUN, state, isScheduled, window: { words: 'tonight', isOpen: false } }, person),
      ),
      ...STEP_STATES.flatMap((step) =>
        [true, false].flatMap((isManual) => stepActions({ ...STEP, state: step, isManual }, { ...RUN, state }, person)),
      ),
    ]),
  );
}

it('takes every action that the server offers, and says each as a command line', () => {
  const keys = [...new Set(everyAction().map((action) => action.key))];
  expect(keys.length).toBeGreaterThan(10);
  expect(keys.filter((key) => !KNOWN_ACTIONS.includes(key))).toEqual([]);
  expect(everyAction().filter((action) => commandFor(action, 'CODE') === null)).toEqual([]);
});

it('shows what has to be given with an action', () => {
  const find = (key: string) => everyAction().find((action) => action.key === key) as AllowedAction;
  expect(commandFor(find('alternative'), 'CODE')).toBe('npx rollback run CODE --alternative other --reason "…"');
  expect(commandFor(find('continue'), 'CODE')).toBe('npx rollback run CODE --step --confirm ReplyX');
  expect(commandFor({ ...find('continue'), confirmText: "Kim's box" }, 'CODE')).toBe(
    `npx rollback run CODE --step --confirm 'Kim'\\''s box'`,
  );
});
