import { describe, expect, it } from 'vitest';
import { tickCriterionSchema } from '@/lib/contracts/inputs';
import { roleSchema } from '@/lib/contracts/runbook';
import { type CheckFacts, checkActions, incidentActions, VALIDATIONS, whyNotClose } from './closing';
import { RUN_STATES } from './run-states';

const check = (over: Partial<CheckFacts> = {}): CheckFacts => ({
  title: 'Files go up and come down',
  group: 'criteria',
  state: 'passed',
  by: 'person',
  ...over,
});
const keys = (actions: readonly { key: string }[]) => actions.map((action) => action.key);

describe('an incident is kept open', () => {
  it.each([
    ['running', 'A rollback is still running.'],
    ['waiting', 'A rollback is still running.'],
    ['awaiting_approval', 'A plan is waiting for approval or for its start; give it up first.'],
    ['approved', 'A plan is waiting for approval or for its start; give it up first.'],
  ] as const)('by a run that is %s', (state, because) => {
    expect(whyNotClose([], [{ state }])).toEqual([because]);
  });

  it.each<[over: Partial<CheckFacts>, because: string]>([
    [{ group: 'immediate', state: 'running', by: 'machine' }, 'not checked yet.'],
    [{ group: 'immediate', state: 'failed', by: 'machine' }, 'failed.'],
    [{ group: 'immediate', state: 'pending', by: 'machine' }, 'not checked yet.'],
    [{ group: 'comprehensive', state: 'pending', by: 'machine' }, 'not checked yet.'],
    [{ group: 'comprehensive', state: 'failed', by: 'machine' }, 'failed.'],
    [{ group: 'comprehensive', state: 'pending' }, 'not confirmed yet.'],
    [{ by: 'machine', state: 'pending' }, 'not measured yet.'],
    [{ by: 'person', state: 'pending' }, 'not confirmed yet.'],
    [{ state: 'failed' }, 'not met.'],
  ])('by a check that is %o', (over, because) => {
    expect(whyNotClose([check(over)], [])).toEqual([`Files go up and come down: ${because}`]);
  });

  it('by nothing once every check is passed or waived and every run is over', () => {
    const over = RUN_STATES.filter((state) => ['succeeded', 'failed', 'aborted', 'draft'].includes(state));
    const checks = [check(), check({ state: 'waived' }), check({ group: 'immediate' })];
    expect(
      whyNotClose(
        checks,
        over.map((state) => ({ state })),
      ),
    ).toEqual([]);
  });

  it('by what is most urgent first', () => {
    const checks = [
      check({ title: 'b', state: 'pending' }),
      check({ title: 'a', group: 'immediate', state: 'failed' }),
    ];
    expect(whyNotClose(checks, [{ state: 'running' }])).toEqual([
      'A rollback is still running.',
      'a: failed.',
      'b: not confirmed yet.',
    ]);
  });
});

describe('a check', () => {
  it('that a machine measures is ticked by nobody', () => {
    for (const role of roleSchema.options) {
      for (const state of ['pending', 'failed', 'passed'] as const) {
        expect(keys(checkActions(check({ by: 'machine', state }), role, true))).not.toContain('tick');
      }
    }
  });

  it('is waived by leads alone, with a reason, and not once it is met', () => {
    const waiver = (role: (typeof roleSchema.options)[number], state: CheckFacts['state']) =>
      checkActions(check({ state }), role, true).find((action) => action.key === 'waive');
    expect(roleSchema.options.filter((role) => waiver(role, 'failed'))).toEqual(['team_lead', 'executive']);
    expect(waiver('executive', 'failed')?.needsReason).toBe(true);
    expect(waiver('executive', 'passed')).toBeUndefined();
  });

  it.each<[CheckFacts['state'], string[]]>([
    ['pending', ['tick', 'untick']],
    ['failed', ['tick']],
    ['passed', ['untick']],
    ['waived', []],
  ])('that is %s can be changed by an engineer with %s', (state, offered) => {
    expect(keys(checkActions(check({ state }), 'engineer', true))).toEqual(offered);
  });

  it('is confirmed, and denied, by name with a note', () => {
    const said = checkActions(check({ state: 'pending' }), 'manager', true);
    expect(said.map(({ key, needsReason }) => [key, needsReason])).toEqual([
      ['tick', true],
      ['untick', true],
    ]);
    const input = { checkId: '6f1c2d52-0000-4000-8000-000000000001', isPassed: true };
    const isTaken = (note: string) => tickCriterionSchema.safeParse({ ...input, note }).success;
    expect(['', '  ', 'ok', 'Support says so'].map(isTaken)).toEqual([false, false, false, true]);
  });

  it('of a closed incident is changed by nobody', () => {
    for (const role of roleSchema.options) expect(checkActions(check({ state: 'failed' }), role, false)).toEqual([]);
  });
});

describe('the incident', () => {
  const facts = { state: 'open' as const, hasFinishedRun: true, measuring: [], isTeamTold: true };
  const offered = (over: Partial<Parameters<typeof incidentActions>[0]> = {}, open: string[] = [], role = 'engineer') =>
    incidentActions({ ...facts, ...over }, open, role as 'engineer');
  const one = (actions: ReturnType<typeof offered>, key: string) => actions.find((action) => action.key === key);

  it('once closed offers nothing to anybody', () => {
    for (const role of roleSchema.options) expect(offered({ state: 'closed' }, [], role)).toEqual([]);
  });

  it('offers a manager nothing', () => {
    expect(offered({}, [], 'manager')).toEqual([]);
  });

  it('is not closed over what is open, and names the first of it', () => {
    const close = one(offered({}, ['/health: failed.', 'x: not met.']), 'close');
    expect(close).toMatchObject({ disabledBecause: 'Still open: /health: failed.', isPrimary: false });
    expect(one(offered(), 'close')).toMatchObject({ isPrimary: true, disabledBecause: undefined });
  });

  it('leads to the validation after a run, and measures once at a time', () => {
    expect(one(offered({}, ['x']), 'validate')?.isPrimary).toBe(true);
    expect(one(offered({ hasFinishedRun: false }, ['x']), 'validate')?.isPrimary).toBe(false);
    for (const { group, key } of VALIDATIONS) {
      const actions = offered({ measuring: [group] });
      expect(VALIDATIONS.filter((v) => one(actions, v.key)?.disabledBecause).map((v) => v.key)).toEqual([key]);
    }
  });

  it('leads to telling the team until it was told', () => {
    expect(one(offered({ isTeamTold: false }), 'mark-told')).toMatchObject({ isPrimary: true, needsReason: true });
    expect(one(offered(), 'mark-told')?.isPrimary).toBe(false);
  });
});

it('a start without an approval that nobody has reviewed keeps an incident open', () => {
  expect(whyNotClose([], [], [{ by: 'Sam' }])).toEqual(['The break-glass of Sam has not been reviewed.']);
});
