import { describe, expect, it } from 'vitest';
import { roleSchema } from '@/lib/contracts/runbook';
import { type Actor, type RunFacts, runActions } from './allowed-actions';
import { APPROVER_ROLES } from './permissions';
import { type RunState, STEP_STATES, type StepState } from './run-states';
import { type StepFacts, stepActions } from './step-actions';
import { BLOCKER, LEFT_INDEX, runFacts, stepFacts } from './testing/fixtures';

const driver: Actor = { id: 'driver', role: 'engineer' };
const other: Actor = { id: 'somebody', role: 'engineer' };
const branch = { key: 'other', title: 'The other way', about: 'Drops one at a time.' };

const _ofRun = (over: Partial<RunFacts>, actor: Actor = other) => runActions(runFacts(over), actor);
const ofStep = (step: Partial<StepFacts>, run: Partial<RunFacts> = {}, actor: Actor = driver) =>
  stepActions(stepFacts(step), runFacts(run), actor);
const keys = (actions: readonly { key: string }[]) => actions.map((action) => action.key);
const one = <T extends { key: string }>(actions: readonly T[], key: string) => actions.find((a) => a.key === key);

describe('a step that runs on several hosts', () => {
  const hosts = [
    { host: 'app-1', state: 'succeeded' as const },
    { host: 'app-2', state: 'failed' as const },
    { host: 'app-3', state: 'untouched' as const },
  ];
  it.each([
    ['failed', 'retry'],
    ['cancelled', 'retry'],
    ['unknown', 'settle-run-again'],
  ] as const)('that is %s is tried again where it did not succeed, and elsewhere only with a reason', (state, key) => {
    const offered = ofStep({ state, hosts });
    expect(offered.find((one) => one.key === key)?.about).toContain('on app-2, app-3. It succeeded on app-1');
    expect(offered.find((one) => one.key === 'run-everywhere')).toMatchObject({ needsReason: true, isDanger: true });
    if (key === 'retry') expect(offered.find((one) => one.key === key)?.label).toBe('Try again on app-2, app-3');
    const nowhere = hosts.map((one) => ({ ...one, state: 'failed' as const }));
    expect(ofStep({ state, hosts: nowhere }).map((one) => one.label)).not.toContain('Try again on app-2, app-3');
    expect(ofStep({ state, hosts: nowhere }).map((one) => one.key)).not.toContain('run-everywhere');
  });
});

describe('what is in a step’s way, or was left by it', () => {
  const [session, index] = [BLOCKER, LEFT_INDEX];
  const beside = (state: StepState, over: Partial<StepFacts['side']> = {}, actor: Actor = driver) =>
    ofStep(
      { state, side: { sessions: [session], indexes: [index], open: [], isSkipAsked: false, ...over } },
      { state: state === 'running' ? 'running' : 'waiting' },
      actor,
    ).filter(({ key }) => key === 'end-session' || key === 'drop-left-index');

  it.each(['running', 'failed', 'cancelled', 'unknown'] as const)(
    'is the driver’s to ask about at a %s step',
    (state) => {
      expect(beside(state)).toMatchObject([
        { key: 'end-session', argument: '4711:1764000000.5', needsReason: true, isDanger: true },
        { key: 'drop-left-index', argument: '16400', needsReason: true },
      ]);
      expect(beside(state, {}, other)).toEqual([]);
    },
  );

  it('is asked about once, and not at all where the console would not do it', () => {
    const open = ['session:4711:1764000000.5', 'index:16400'];
    expect(beside('failed', { open }).map((a) => a.disabledBecause)).toEqual(Array(2).fill('It is asked for already.'));
    const kept = { ...session, keptBecause: 'It is a walsender.' };
    expect(beside('failed', { sessions: [kept] })[0]?.disabledBecause).toBe('It is a walsender.');
  });
});

describe('the driver', () => {
  it.each<[what: string, step: Partial<StepFacts>, run: RunState, offered: string[]]>([
    ['a step whose turn came', { state: 'pending' }, 'waiting', ['continue', 'run-to-decision', 'ask-skip', 'abort']],
    ['a step that runs', { state: 'running' }, 'running', ['cancel']],
    ['a step that waits for a worker', { state: 'ready' }, 'running', []],
    [
      'a step of their own hands',
      { state: 'ready', isManual: true },
      'waiting',
      ['complete-manual', 'ask-skip', 'abort'],
    ],
    ['a step that failed', { state: 'failed' }, 'waiting', ['retry', 'ask-skip', 'abort']],
    ['a step that was stopped', { state: 'cancelled' }, 'waiting', ['retry', 'ask-skip', 'abort']],
    [
      'a step that was lost sight of',
      { state: 'unknown' },
      'waiting',
      ['settle-applied', 'settle-run-again', 'ask-skip', 'abort'],
    ],
    ['a step that is done', { state: 'succeeded' }, 'waiting', ['abort']],
  ])('of %s has these choices', (_, step, state, offered) => {
    expect(keys(ofStep(step, { state }))).toEqual(offered);
  });

  it.each(['failed', 'cancelled', 'unknown'] as const)('of a %s step may take an approved alternative', (state) => {
    const offered = one(ofStep({ state, alternatives: [branch] }), 'alternative');
    expect(offered).toMatchObject({ argument: 'other', label: 'The other way', needsReason: true });
  });

  it('is told how much another way is: how many steps, about how long', () => {
    const wayBack = { ...branch, takes: '2 steps, about 20 s' };
    expect(one(ofStep({ state: 'failed', wayBack }), 'way-back')?.about).toBe(
      'Drops one at a time. 2 steps, about 20 s; it is part of the approved plan.',
    );
    expect(one(ofStep({ state: 'failed', alternatives: [branch] }), 'alternative')?.about).toBe(
      'Drops one at a time. It is part of the approved plan.',
    );
  });

  it('settles nothing before the probe has spoken', () => {
    const because = (isProbed: boolean, key: string) =>
      one(ofStep({ state: 'unknown', isProbed, alternatives: [branch] }), key)?.disabledBecause;
    for (const key of ['settle-applied', 'settle-run-again', 'alternative']) {
      expect(because(false, key), key).toContain('The probe is still looking');
      expect(because(true, key), key).toBeUndefined();
    }
  });

  it.each([
    ['applied', 'settle-applied'],
    ['unclear', 'settle-applied'],
    ['not_applied', 'settle-run-again'],
  ] as const)('offers first, of a lost step whose probe says %s, %s', (verdict, key) => {
    const offered = ofStep({ state: 'unknown', verdict });
    expect(offered.filter(({ isPrimary }) => isPrimary).map((one) => one.key)).toEqual([key]);
  });

  it('waits for no probe to take the alternative of a step that is known to have failed', () => {
    const offered = one(ofStep({ state: 'failed', isProbed: false, alternatives: [branch] }), 'alternative');
    expect(offered?.disabledBecause).toBeUndefined();
  });

  it('stops a step once', () => {
    expect(one(ofStep({ state: 'running', isCancelAsked: true }, { state: 'running' }), 'cancel')).toMatchObject({
      disabledBecause: 'It is being stopped.',
    });
  });

  it.each([
    ['pending', 'continue'],
    ['pending', 'run-to-decision'],
    ['failed', 'retry'],
    ['cancelled', 'retry'],
    ['unknown', 'settle-run-again'],
  ] as const)('of a %s step types the target’s name for %s only where it cannot be taken back', (state, key) => {
    const confirmText = (effect: StepFacts['effect']) => one(ofStep({ state, effect }), key)?.confirmText;
    expect(confirmText('irreversible')).toBe('ReplyX production');
    expect(confirmText('change')).toBeUndefined();
    expect(confirmText('read')).toBeUndefined();
  });

  it('gives a reason for whatever goes past what was planned', () => {
    const states = STEP_STATES.flatMap((state) => ofStep({ state, alternatives: [branch] }));
    const deviations = states.filter((a) => /^(skip|ask-skip|abort|alternative|settle-)/.test(a.key));
    expect(deviations.length).toBeGreaterThan(8);
    expect(deviations.filter((a) => !a.needsReason)).toEqual([]);
  });
});

describe('a change that is not confirmed is passed over', () => {
  const skip = (actor: Actor, run: Partial<RunFacts> = {}, effect: StepFacts['effect'] = 'change') =>
    one(ofStep({ state: 'failed', effect }, run, actor), 'skip');

  it.each(
    roleSchema.options.flatMap((role) =>
      (['critical', 'high', 'medium', 'low'] as const).map((s) => [role, s] as const),
    ),
  )('by a %s at %s only where the role could approve', (role, severity) => {
    const offered = skip({ id: 'somebody', role }, { severity });
    const may = offered !== undefined && offered.disabledBecause === undefined;
    expect(may).toBe(APPROVER_ROLES[severity].includes(role));
  });

  it.each(['preparer', 'requester', 'starter', 'driver'])('never by its %s, an executive included', (id) => {
    const offered = skip({ id, role: 'executive' });
    expect(offered === undefined || offered.disabledBecause !== undefined).toBe(true);
  });

  it('by nobody alone where it takes more than one: an approver reads why, and its driver can ask', () => {
    const need = {
      roles: ['team_lead', 'executive'],
      quorum: 2,
      isSeparate: false,
      because: 'the matrix, high',
    } as const;
    const run = { besideNeeds: [{ ...need, roles: [...need.roles] }] };
    expect(skip({ id: 'somebody', role: 'executive' }, run)?.disabledBecause).toContain('takes 2 people');
    expect(skip({ id: 'somebody', role: 'engineer' }, run)).toBeUndefined();
    expect(one(ofStep({ state: 'failed' }, run), 'ask-skip')?.about).toContain('Needs 2 people');
    const other = { besideNeeds: [{ ...need, quorum: 1, roles: ['executive' as const] }] };
    expect(skip({ id: 'somebody', role: 'team_lead' }, other)).toBeUndefined();
    expect(skip({ id: 'somebody', role: 'executive' }, other)?.disabledBecause).toBeUndefined();
  });

  it('not by its driver, who asks whoever can, once', () => {
    expect(skip(driver)).toBeUndefined();
    const ask = (isSkipAsked: boolean) =>
      one(
        ofStep({ state: 'failed', side: { sessions: [], indexes: [], open: [], isSkipAsked } }, {}, driver),
        'ask-skip',
      );
    expect(ask(false)).toMatchObject({ needsReason: true, about: expect.stringContaining('a team lead') });
    expect(ask(false)?.disabledBecause).toBeUndefined();
    expect(ask(true)?.disabledBecause).toBe('It is asked for already.');
  });

  it('while a read is its driver’s to skip', () => {
    expect(skip(driver, {}, 'read')?.disabledBecause).toBeUndefined();
    expect(skip({ id: 'somebody', role: 'executive' }, {}, 'read')).toBeUndefined();
  });
});
