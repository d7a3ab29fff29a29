import { describe, expect, it } from 'vitest';
import { CHECKLIST_KEYS, type DrillPlan, drillPlanSchema } from '@/lib/contracts/drill-plan';
import { checkDrillPlan } from './drill-plan-checks';

const week = (number: 1 | 2 | 3 | 4, ...procedures: string[]) => ({
  week: number,
  title: `Week ${number}`,
  procedures,
});
const exercise = (procedure: string) => ({ procedure, fault: 'broken', signal: 'error_rate' as const });
const line = (key: (typeof CHECKLIST_KEYS)[number]) => ({ key, title: key });
const plan = (over: Partial<DrillPlan> = {}): DrillPlan =>
  drillPlanSchema.parse({
    timeZone: 'UTC',
    weekday: 'tuesday',
    at: '10:00',
    weeks: [week(1, '1.1', '1.2'), week(2, '2.1'), week(3, '3.1'), week(4, '5.1')],
    exercises: [exercise('1.1'), exercise('2.1')],
    checklist: CHECKLIST_KEYS.map(line),
    ...over,
  });
const [first, second, ...rest] = CHECKLIST_KEYS;

describe('the drill plan', () => {
  it('is in order with four weeks, a fault a procedure and seven lines', () => {
    expect(checkDrillPlan(plan())).toEqual([]);
  });

  it('may name a procedure that is not there yet: the calendar says so', () => {
    expect(checkDrillPlan(plan({ exercises: [exercise('9.9')] }))).toEqual([]);
  });

  it('may drill one procedure in two weeks', () => {
    const weeks = [week(1, '1.1'), week(2, '1.1'), week(3, '3.1'), week(4, '5.1')];
    expect(checkDrillPlan(plan({ weeks }))).toEqual([]);
  });

  it.each<[string, Partial<DrillPlan>, (string | number)[][], string]>([
    [
      'weeks that changed places',
      { weeks: [week(2, '2.1'), week(1, '1.1'), week(3, '3.1'), week(4, '5.1')] },
      [
        ['drills', 'weeks', 0, 'week'],
        ['drills', 'weeks', 1, 'week'],
      ],
      'this is the place of week 1',
    ],
    [
      'a procedure twice in a week, where it stands again',
      { weeks: [week(1, '1.1', '1.2', '1.1'), week(2, '2.1'), week(3, '3.1'), week(4, '5.1')] },
      [['drills', 'weeks', 0, 'procedures', 2]],
      'in the week already',
    ],
    [
      'a second fault of a procedure',
      { exercises: [exercise('1.1'), exercise('1.1'), exercise('2.1')] },
      [['drills', 'exercises', 1, 'procedure']],
      'has its fault already',
    ],
    [
      'lines that changed places',
      { checklist: [second, first, ...rest].map((key) => line(key)) },
      [
        ['drills', 'checklist', 0, 'key'],
        ['drills', 'checklist', 1, 'key'],
      ],
      `this is the place of ${first}`,
    ],
  ])('refuses %s', (_, over, paths, message) => {
    const complaints = checkDrillPlan(plan(over));
    expect(complaints.map(({ path }) => path)).toEqual(paths);
    expect(complaints[0]?.message).toContain(message);
  });
});
