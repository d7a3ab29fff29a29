import { describe, expect, it } from 'vitest';
import type { EscalationLevel, Role } from '@/lib/contracts/runbook';
import { conditionsMet, DOWN_MS, escalationActions, type IncidentTrouble, startableLevels } from './escalation';

const level = (number: number, condition: EscalationLevel['condition']): EscalationLevel => ({
  level: number,
  when: 'it happens',
  condition,
  notify: ['lead'],
  clock: { minutes: 15, words: 'to assess' },
  options: [
    { key: 'a', title: 'Option A' },
    { key: 'b', title: 'Option B' },
  ],
});
const LEVELS = [
  level(1, { kind: 'run-failed' }),
  level(2, { kind: 'run-failed', procedures: ['1.4'] }),
  level(3, { kind: 'target-down' }),
];
const NOW = new Date('2025-08-25T03:00:00Z');
const ago = (ms: number) => new Date(NOW.getTime() - ms);
const trouble = (over: Partial<IncidentTrouble>): IncidentTrouble => ({
  runs: [],
  downSince: null,
  isRunGoingWell: false,
  now: NOW,
  ...over,
});
const failed = (procedureKey: string) => ({ procedureKey, sentence: `${procedureKey} failed.`, at: ago(1000) });

describe('a level is due', () => {
  it.each<[name: string, seen: Partial<IncidentTrouble>, due: number[]]>([
    ['never while all goes well', {}, []],
    ['1 when a basic rollback failed', { runs: [failed('1.1')] }, [1]],
    ['2 when the restore failed, and not 1 with it', { runs: [failed('1.4')] }, [2]],
    ['both when both did', { runs: [failed('1.4'), failed('1.2')] }, [1, 2]],
    ['3 when every endpoint has failed long enough', { downSince: ago(DOWN_MS) }, [3]],
    ['not 3 a moment earlier', { downSince: ago(DOWN_MS - 1) }, []],
    [
      'not 3 while a rollback is under way, which may have stopped the services',
      { downSince: ago(DOWN_MS * 5), isRunGoingWell: true },
      [],
    ],
  ])('%s', (_, seen, due) => {
    expect(conditionsMet(LEVELS, trouble(seen)).map((one) => one.level)).toEqual(due);
  });
});

describe('the options of a level', () => {
  const can = (number: number, role: Role) =>
    escalationActions({ level: number, state: 'active' }, LEVELS[number - 1] as EscalationLevel, role, true).every(
      (action) => !action.disabledBecause,
    );
  it.each<[number: number, who: Role[]]>([
    [1, ['engineer', 'team_lead', 'executive']],
    [2, ['team_lead', 'executive']],
    [3, ['executive']],
  ])('of level %i are chosen by %j', (number, who) => {
    const roles: Role[] = ['engineer', 'team_lead', 'executive', 'manager', 'administrator'];
    expect(roles.filter((role) => can(number, role))).toEqual(who);
  });

  it('are offered while the level runs, in the order of the runbook, each with a reason', () => {
    const row = LEVELS[0] as EscalationLevel;
    const offered = escalationActions({ level: 1, state: 'active' }, row, 'team_lead', true);
    expect(offered.map(({ argument, needsReason }) => [argument, needsReason])).toEqual([
      ['a', true],
      ['b', true],
    ]);
    for (const state of ['settled', 'raised', 'dismissed'])
      expect(escalationActions({ level: 1, state }, row, 'team_lead', true)).toEqual([]);
    expect(escalationActions({ level: 1, state: 'active' }, row, 'team_lead', false)).toEqual([]);
  });
});

it('lets people escalate without a proposal, with a reason, to what is not open yet', () => {
  const offered = startableLevels(LEVELS, [{ level: 1, state: 'active' }], 'engineer');
  expect(offered.map(({ argument, needsReason }) => [argument, needsReason])).toEqual([
    ['2', true],
    ['3', true],
  ]);
  expect(startableLevels(LEVELS, [], 'manager')).toEqual([]);
});
