import { describe, expect, it } from 'vitest';
import { type Actor, type RunFacts, runActions } from './allowed-actions';
import { canMoveRun, canMoveStep, RUN_STATES, type RunState, STEP_STATES, type StepState } from './run-states';
import { type StepFacts, stepActions } from './step-actions';
import { runFacts, stepFacts } from './testing/fixtures';

const driver: Actor = { id: 'driver', role: 'engineer' };
const other: Actor = { id: 'somebody', role: 'engineer' };
const branch = { key: 'other', title: 'The other way', about: 'Drops one at a time.' };

const ofRun = (over: Partial<RunFacts>, actor: Actor = other) => runActions(runFacts(over), actor);
const ofStep = (step: Partial<StepFacts>, run: Partial<RunFacts> = {}, actor: Actor = driver) =>
  stepActions(stepFacts(step), runFacts(run), actor);
const keys = (actions: readonly { key: string }[]) => actions.map((action) => action.key);
const one = <T extends { key: string }>(actions: readonly T[], key: string) => actions.find((a) => a.key === key);

/** Where each action takes the step, and the run with it: what the server's use case moves. */
const STEP_MOVES: Record<string, { step?: StepState; run?: RunState }> = {
  continue: { step: 'ready', run: 'running' },
  'run-to-decision': { step: 'ready', run: 'running' },
  retry: { step: 'ready', run: 'running' },
  'run-everywhere': { step: 'ready', run: 'running' },
  'settle-run-again': { step: 'ready', run: 'running' },
  'settle-applied': { step: 'succeeded' },
  'complete-manual': { step: 'running' },
  alternative: { step: 'skipped' },
  skip: { step: 'skipped' },
  // Beside the plan: what they ask for is done once somebody else approved.
  'ask-skip': {},
  // Another run does it; this one ends.
  'retry-other': {},
  cancel: { step: 'cancelled' },
  abort: {},
};
const RUN_MOVES: Record<string, RunState | null> = {
  'request-approval': 'awaiting_approval',
  'remind-approvers': null,
  withdraw: 'draft',
  'break-glass': null,
  arm: null,
  resume: null,
  'arm-step': null,
  disarm: null,
  start: 'running',
  'start-to-decision': 'running',
  discard: 'aborted',
  'take-wheel': null,
};

describe('a plan made for a maintenance window', () => {
  const shut = { state: 'approved', window: { words: 'Sun 02:00', isOpen: false } } as const;
  const keyed = (over: Partial<RunFacts>, actor?: Actor) =>
    Object.fromEntries(ofRun({ ...shut, ...over }, actor).map((one) => [one.key, one]));

  it('is scheduled rather than started while the window is shut', () => {
    const found = keyed({});
    expect(found.schedule).toMatchObject({ label: 'Schedule for Sun 02:00', isPrimary: true });
    expect(found.start?.disabledBecause).toContain('Sun 02:00');
    expect(found['start-to-decision']?.disabledBecause).toContain('Sun 02:00');
    expect(found.unschedule).toBeUndefined();
  });

  it('is started as any other once it is open', () => {
    const found = keyed({ window: { words: 'Sun 02:00', isOpen: true } });
    expect(found.schedule).toBeUndefined();
    expect(found.start).toMatchObject({ isPrimary: true, disabledBecause: undefined });
  });

  it('can be taken off the schedule by whoever may drive, before and after it opens', () => {
    expect(keyed({ isScheduled: true }).unschedule).toMatchObject({ label: 'Cancel the schedule' });
    expect(keyed({ isScheduled: true }).schedule).toBeUndefined();
    const open = keyed({ isScheduled: true, window: { words: 'Sun 02:00', isOpen: true } });
    expect([open.unschedule?.isPrimary, open.start?.isPrimary]).toEqual([false, true]);
  });

  it('is not scheduled by whoever approved it, nor before the team was told', () => {
    const decider = { ...other, id: 'decider' };
    expect(keyed({}, decider).schedule?.disabledBecause).toContain('You approved this plan');
    expect(keyed({ untoldBecause: 'Tell the team first.' }).schedule?.disabledBecause).toContain('Tell the team');
  });
});

describe('every action offered is an edge of the table', () => {
  it.each(STEP_STATES.flatMap((state) => RUN_STATES.map((run) => [state, run] as const)))(
    'for a step that is %s in a run that is %s',
    (state, run) => {
      for (const isManual of [true, false]) {
        for (const action of ofStep(
          { state, isManual, alternatives: [branch], hosts: [{ host: 'a', state: 'succeeded' }] },
          { state: run },
        )) {
          const move = STEP_MOVES[action.key];
          expect(move, `${action.key} is known here`).toBeDefined();
          if (move?.step) expect(canMoveStep(state, move.step), `${action.key} of the step`).toBe(true);
          if (move?.run) expect(canMoveRun(run, move.run), `${action.key} of the run`).toBe(true);
          if (action.key === 'abort') expect(canMoveRun(run, 'aborted') && canMoveRun(run, 'failed')).toBe(true);
        }
      }
    },
  );

  it.each(RUN_STATES)('for a run that is %s', (state) => {
    for (const action of ofRun({ state })) {
      expect(Object.keys(RUN_MOVES)).toContain(action.key);
      const to = RUN_MOVES[action.key];
      if (to) expect(canMoveRun(state, to), action.key).toBe(true);
    }
  });
});

describe('nobody is offered anything', () => {
  it.each([...RUN_STATES])('in a closed incident, with a run that is %s', (state) => {
    expect(ofRun({ state, isIncidentOpen: false })).toEqual([]);
    for (const step of STEP_STATES) expect(ofStep({ state: step }, { state, isIncidentOpen: false })).toEqual([]);
  });

  it.each(['succeeded', 'failed', 'aborted'] as const)('when the run is %s', (state) => {
    expect(ofRun({ state })).toEqual([]);
    expect(ofStep({ state: 'failed' }, { state })).toEqual([]);
  });

  it('who may only look, the wheel in hand or not', () => {
    const manager: Actor = { id: 'driver', role: 'manager' };
    for (const state of RUN_STATES) expect(ofRun({ state }, manager)).toEqual([]);
    for (const state of STEP_STATES) expect(ofStep({ state }, {}, manager)).toEqual([]);
  });
});

describe('a plan', () => {
  it('is sent for approval once it is there, and not while it is being made', () => {
    expect(keys(ofRun({ state: 'draft' }))).toEqual(['request-approval', 'discard', 'break-glass']);
    expect(keys(ofRun({ state: 'draft', isPlanned: false }))).toEqual(['discard']);
    expect(ofRun({ state: 'draft', isPlanning: true })).toEqual([]);
  });

  it('with a blocking finding cannot be sent', () => {
    expect(one(ofRun({ state: 'draft', isBlocked: true }), 'request-approval')?.disabledBecause).toContain('preflight');
  });

  it('cannot be started while it waits for approval', () => {
    expect(keys(ofRun({ state: 'awaiting_approval' }))).toEqual(['remind-approvers', 'discard', 'break-glass']);
  });

  it('is withdrawn by who asked, and by who approved it, while nothing runs', () => {
    const withdrawers = { driver: 'asker', other: 'approver' } as const;
    const labelFor = (actor: Actor, state: (typeof RUN_STATES)[number]) =>
      one(ofRun({ state, withdrawers }, actor), 'withdraw')?.label;
    for (const state of ['awaiting_approval', 'approved'] as const) {
      expect(labelFor({ id: 'driver', role: 'engineer' }, state)).toBe('Withdraw the request');
      expect(labelFor({ id: 'other', role: 'team_lead' }, state)).toBe('Take your approval back');
      expect(labelFor({ id: 'third', role: 'executive' }, state)).toBeUndefined();
    }
    expect(labelFor({ id: 'driver', role: 'engineer' }, 'running')).toBeUndefined();
  });

  it('is not started by whoever approved it, nor before people were told', () => {
    for (const key of ['start', 'start-to-decision']) {
      const because = (run: Partial<RunFacts>, actor?: Actor) =>
        one(ofRun({ state: 'approved', ...run }, actor), key)?.disabledBecause;
      expect(because({})).toBeUndefined();
      expect(because({}, { id: 'decider', role: 'executive' })).toContain('You approved this plan');
      expect(because({ untoldBecause: 'Tell the team first.' })).toContain('Tell the team first');
    }
  });
});

describe('a plan that waits for approval', () => {
  const found = (over: Partial<RunFacts> = {}, actor: Actor = driver) =>
    keys(ofRun({ state: 'awaiting_approval', ...over }, actor)).filter((key) => /arm/.test(key));

  it('is armed by its driver, and disarmed by whoever may drive', () => {
    expect(found()).toEqual(['arm', 'arm-step']);
    expect(found({}, other)).toEqual([]);
    expect(found({ isArmed: true }, other)).toEqual(['disarm']);
  });

  it('for a window that is shut is not armed: it is scheduled once approved', () => {
    expect(found({ window: { words: 'Sun 02:00', isOpen: false } })).toEqual([]);
    expect(found({ window: { words: 'Sun 02:00', isOpen: true } })).toEqual(['arm', 'arm-step']);
  });
});

describe('a run that did not get through', () => {
  it.each(['failed', 'aborted'] as const)('and is %s can be gone on from by whoever may drive', (state) => {
    expect(keys(ofRun({ state, isResumable: true }))).toEqual(['resume']);
    expect(ofRun({ state, isResumable: false })).toEqual([]);
    expect(ofRun({ state, isResumable: true, isIncidentOpen: false })).toEqual([]);
    expect(ofRun({ state, isResumable: true }, { id: 'x', role: 'administrator' })).toEqual([]);
  });

  it.each(['failed', 'cancelled', 'unknown'] as const)(
    'at a %s step is tried with other parameters, where it has any',
    (state) => {
      expect(one(ofStep({ state }, { hasParameters: true }), 'retry-other')).toMatchObject({ needsReason: true });
      expect(one(ofStep({ state }, { hasParameters: false }), 'retry-other')).toBeUndefined();
      expect(one(ofStep({ state }, { hasParameters: true }, other), 'retry-other')).toBeUndefined();
    },
  );
});

describe('the wheel', () => {
  it('is one person’s: the others may take it, and decide nothing about the step before that', () => {
    expect(keys(ofRun({}, other))).toEqual(['take-wheel']);
    expect(ofRun({}, driver)).toEqual([]);
    for (const state of STEP_STATES) expect(ofStep({ state }, {}, other)).toEqual([]);
  });

  it('is taken with a reason, and not by whoever approved the plan', () => {
    expect(ofRun({}, other)).toMatchObject([{ needsReason: true, disabledBecause: undefined }]);
    expect(ofRun({ deciderIds: [other.id] }, other)[0]?.disabledBecause).toContain('You approved this plan');
  });
});
