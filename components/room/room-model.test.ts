import { describe, expect, it } from 'vitest';
import type { AllowedAction, CheckView, RoomView, RunView, StepView } from '@/lib/contracts/views';
import { dispatch, KNOWN_ACTIONS, type RoomActions } from './action-dispatch';
import { buildBar, listAside, listChoices } from './bar-model';
import { draftObstacle, startDraft } from './plan-draft-model';
import { buildRail, railOrder } from './rail-model';
import {
  currentPlace,
  doesPlaceExist,
  firstSentence,
  parsePlace,
  placeKey,
  standing,
  stepPosition,
  usersNow,
  validationLabel,
} from './room-model';

const action = (key: string, over: Partial<AllowedAction> = {}): AllowedAction => ({
  key,
  label: key,
  about: '',
  isPrimary: false,
  isDanger: false,
  needsReason: false,
  ...over,
});
const step = (id: string, over: Partial<StepView> = {}) =>
  ({
    id,
    branch: 'main',
    title: id,
    state: 'pending',
    epoch: 2,
    estimateMs: 5000,
    startedAt: null,
    finishedAt: null,
    effect: 'change',
    actions: [],
    outcome: null,
    ...over,
  }) as unknown as StepView;
const check = (group: CheckView['group'], state: CheckView['state']) =>
  ({ id: `${group}${state}`, group, state, actions: [] }) as unknown as CheckView;
const run = (over: Partial<RunView> = {}) =>
  ({
    id: 'run',
    state: 'draft',
    branch: 'main',
    procedureKey: 'p',
    parameters: [],
    planHash: 'hash',
    isPlanning: false,
    preflight: null,
    approval: null,
    steps: [],
    currentIndex: 0,
    actions: [],
    ...over,
  }) as unknown as RunView;
const room = (over: Partial<RoomView> = {}, incident = {}) =>
  ({
    incident: { code: 'DB-1', state: 'open', actions: [], ...incident },
    people: [],
    procedures: [],
    run: null,
    checks: [],
    messages: [],
    escalations: { levels: [], startable: [] },
    ...over,
  }) as unknown as RoomView;

it.each([
  [{ from: 5, to: 15 }, 'Comprehensive validation · 5–15 min after the rollback'],
  [undefined, 'Comprehensive validation'],
])('a validation says when it belongs, as the runbook does: %j', (span, label) => {
  expect(validationLabel('Comprehensive validation', span)).toBe(label);
});

describe('the one current thing', () => {
  it.each([
    ['no run', room(), 'procedure'],
    ['a plan being made', room({ run: run({ isPlanning: true }) }), 'preflight'],
    ['a plan', room({ run: run() }), 'preflight'],
    ['a request', room({ run: run({ state: 'awaiting_approval' }) }), 'approval'],
    ['an approval', room({ run: run({ state: 'approved' }) }), 'approval'],
    ['a step', room({ run: run({ state: 'waiting', steps: [step('a'), step('b')], currentIndex: 1 }) }), 'step:b'],
    ['a failed run', room({ run: run({ state: 'failed' }) }), 'outcome'],
    ['a success', room({ run: run({ state: 'succeeded' }), checks: [check('immediate', 'pending')] }), 'validation'],
    [
      'a validated one',
      room({ run: run({ state: 'succeeded' }), checks: [check('immediate', 'passed'), check('criteria', 'failed')] }),
      'criteria',
    ],
    [
      'a settled one',
      room({ run: run({ state: 'succeeded' }), checks: [check('immediate', 'waived'), check('criteria', 'passed')] }),
      'report',
    ],
    ['a closed incident', room({ run: run({ state: 'failed' }) }, { state: 'closed' }), 'report'],
  ])('after %s', (_name, view, key) => expect(placeKey(currentPlace(view))).toBe(key));

  it('is found again from an address, and a step that is gone leads nowhere', () => {
    expect(parsePlace('step:b')).toEqual({ kind: 'step', stepId: 'b' });
    expect(parsePlace('nowhere')).toBeNull();
    expect(doesPlaceExist(room({ run: run() }), { kind: 'step', stepId: 'b' })).toBe(false);
  });
});

describe('steps of ways not taken', () => {
  const view = run({ steps: [step('a'), step('b', { branch: 'drop' }), step('c')] });
  it('are not counted', () => expect(stepPosition(view, step('c'))).toBe('Step 2 of 2'));
  it('are listed apart, and count once they ran', () => {
    expect(buildRail(room({ run: view })).otherWays.map((item) => item.title)).toEqual(['b']);
    const taken = run({
      steps: [step('a'), step('b', { branch: 'drop', state: 'running', startedAt: '2026-01-01T00:00:00Z' })],
    });
    expect(buildRail(room({ run: taken })).otherWays).toEqual([]);
  });
});

describe('the rail', () => {
  it('marks now, whatever is looked at', () => {
    const rail = buildRail(
      room({ run: run({ state: 'waiting', steps: [step('a', { state: 'succeeded' }), step('b')], currentIndex: 1 }) }),
    );
    expect(
      railOrder(rail)
        .filter((item) => item.isNow)
        .map((item) => item.title),
    ).toEqual(['b']);
    expect(rail.position).toBe('Step 2 of 2');
  });
  it('shows what is worst about a group of checks', () => {
    const rail = buildRail(room({ checks: [check('immediate', 'passed'), check('immediate', 'failed')] }));
    expect(rail.after[0]).toMatchObject({ state: 'failed', time: '1/2' });
  });
});

describe('the bar', () => {
  const waiting = room(
    {
      run: run({
        state: 'waiting',
        steps: [
          step('a', { state: 'succeeded' }),
          step('b', { actions: [action('continue', { isPrimary: true }), action('abort', { isDanger: true })] }),
        ],
        currentIndex: 1,
      }),
    },
    { actions: [action('close', { isPrimary: true }), action('change-severity')] },
  );
  it('puts the step before the incident', () => {
    const bar = buildBar(waiting, currentPlace(waiting));
    expect(bar.primary?.action.key).toBe('continue');
    expect(bar.secondary.map(({ action: one }) => one.key)).toEqual(['abort']);
  });
  it('offers nothing of the current step to somebody who looks back', () => {
    expect(buildBar(waiting, { kind: 'step', stepId: 'a' })).toEqual({ primary: null, secondary: [] });
  });
  it('keeps stopping at hand, wherever one looks', () => {
    const running = room({
      run: run({ state: 'running', steps: [step('a', { state: 'running', actions: [action('cancel')] })] }),
    });
    expect(buildBar(running, { kind: 'tell' }).secondary.map(({ action: one }) => one.key)).toEqual(['cancel']);
  });
  it('closes only from the page that says what keeps it open', () => {
    expect(buildBar(waiting, { kind: 'report' }).primary?.action.key).toBe('close');
    expect(buildBar(waiting, { kind: 'criteria' }).primary).toBeNull();
  });
  it('lists the likely choice first, and ending the run beside the choices', () => {
    const failed = step('a', {
      state: 'failed',
      actions: [action('abort'), action('skip'), action('end-session'), action('retry', { isPrimary: true })],
    });
    expect(listChoices(room(), failed).map(({ action: one }) => one.key)).toEqual(['retry', 'skip']);
    expect(listAside(room(), failed).map(({ action: one }) => one.key)).toEqual(['abort']);
  });

  describe('offers beside them to escalate', () => {
    const level = (argument: string) => action('escalate', { argument, isPrimary: true });
    const failed = step('a', { state: 'failed', actions: [action('abort'), action('retry', { isPrimary: true })] });
    const offered = (levels: AllowedAction[][], startable: AllowedAction[], of = failed) => {
      const escalations = { levels: levels.map((actions) => ({ actions })), startable };
      return listAside(room({ escalations } as unknown as Partial<RoomView>), of).map(
        ({ action: { key, argument, isPrimary } }) => (argument ? `${key} ${argument}${isPrimary ? '!' : ''}` : key),
      );
    };
    it.each([
      ['the lowest level', [], [level('1'), level('2')], ['abort', 'escalate 1']],
      ['the level that is due', [[level('2'), action('dismiss')]], [level('1')], ['abort', 'escalate 2']],
      ['the next one', [[action('escalation-choose')]], [level('2')], ['abort', 'escalate 2']],
      ['nothing where they may not', [], [], ['abort']],
    ])('%s', (_, levels, startable, keys) => expect(offered(levels, startable)).toEqual(keys));

    it('to nobody who has nothing to decide here', () => {
      expect(offered([], [level('1')], step('a', { state: 'failed' }))).toEqual([]);
    });
  });
});

describe('how users are, beside what the probe of a failed step saw', () => {
  const health = {
    baselineErrorRatePercent: 0,
    baselineP95Ms: 210,
    calls: 40,
    failingEndpoints: [],
    slowdownPercent: 0,
  };
  const at = '2026-01-01T00:00:00Z';
  it.each([
    [48.2, 900, false, 'have 48.2 % of calls failing; answers take 0.90 s, usually 0.21 s'],
    [0, 200, true, 'have no failing calls; answers take 0.20 s, usually 0.21 s'],
    [0, 2_000, false, 'have no failing calls; answers take 2 s, usually 0.21 s'],
  ])('%d % failing, %d ms', (errorRatePercent, p95Ms, isOk, text) => {
    expect(usersNow({ ...health, errorRatePercent, p95Ms, measuredAt: at })).toEqual({ isOk, text, at });
  });
  it('is not said where nobody has looked', () => {
    expect(usersNow({ ...health, errorRatePercent: null, p95Ms: null, measuredAt: null })).toBeNull();
  });
});

it('heads a long account with its first sentence, and a short one with all of it', () => {
  const short = 'It ended with exit code 3. Nothing else is known.';
  expect(firstSentence(short)).toBe(short);
  expect(firstSentence(`The lock was not free in time. ${'It waits for a lock. '.repeat(9)}`)).toBe(
    'The lock was not free in time.',
  );
  expect(firstSentence('x'.repeat(200))).toBe('x'.repeat(200));
});

describe('actions', () => {
  const sent: [string, unknown][] = [];
  const actions = new Proxy({} as RoomActions, {
    get: (_target, name) => async (input: unknown) => {
      sent.push([String(name), input]);
      return { ok: true, value: null };
    },
  });
  const view = room({ run: run() });
  it.each([
    [action('start-to-decision'), 'startRun', { runId: 'run', planHash: 'hash', mode: 'to_decision' }],
    [
      action('alternative', { argument: 'drop' }),
      'takeAlternative',
      { stepId: 'a', epoch: 2, branch: 'drop', reason: 'why' },
    ],
    [action('run-everywhere'), 'runEverywhere', { stepId: 'a', epoch: 2, reason: 'why' }],
    [action('settle-run-again'), 'settleUnknown', { stepId: 'a', epoch: 2, verdict: 'run_again', reason: 'why' }],
    [action('untick'), 'tickCriterion', { checkId: 'c', isPassed: false, note: 'why' }],
    [action('close'), 'closeIncident', { incidentCode: 'DB-1', tellTeam: false }],
    [action('message-confirm'), 'confirmMessage', { messageId: 'm' }],
    [action('message-told'), 'markMessagesTold', { messageIds: ['m', 'n'] }],
  ])('$key goes to its server action with what it is about', async (one, name, input) => {
    const subject = {
      room: view,
      step: step('a'),
      check: { ...check('criteria', 'pending'), id: 'c' },
      messageIds: ['m', 'n'],
    };
    await dispatch(actions, { action: one, subject }, { text: 'why' });
    expect(sent.at(-1)).toEqual([name, input]);
  });
  it('knows every key of the contract, and refuses another in words', async () => {
    expect(KNOWN_ACTIONS).toHaveLength(55);
    const result = await dispatch(actions, { action: action('explode'), subject: { room: view } }, { text: '' });
    expect(result.ok).toBe(false);
  });
});

describe('what a plan starts from', () => {
  const option = {
    key: 'p',
    parameters: [{ key: 'commit', title: 'Commit', default: '' }],
    branches: [{ key: 'alembic' }, { key: 'drop' }],
  };
  const view = room({ procedures: [option] as unknown as RoomView['procedures'] });
  it('is the procedure that fits best, with its recommended way', () =>
    expect(startDraft(view)).toEqual({ procedureKey: 'p', branch: 'alembic', parameters: { commit: '' } }));
  it('is the plan that is there, when it is being changed', () => {
    const planned = {
      ...view,
      run: run({ branch: 'drop', parameters: [{ key: 'commit', title: '', value: 'abc', display: '' }] }),
    };
    expect(startDraft(planned)).toEqual({ procedureKey: 'p', branch: 'drop', parameters: { commit: 'abc' } });
  });
  it('says what is missing', () => expect(draftObstacle(view, startDraft(view))).toBe('Choose first: commit.'));
});

it('has words for every standing', () => {
  expect(standing(room({ run: run({ state: 'waiting', steps: [step('a', { state: 'unknown' })] }) })).words).toBe(
    'Lost sight of a step',
  );
  expect(standing(room({ run: run({ isPlanning: true }) })).words).toBe('Looking first');
});
