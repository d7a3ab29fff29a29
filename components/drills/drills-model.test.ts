import { describe, expect, it } from 'vitest';
import type { DrillCard } from '@/lib/contracts/drill-view';
import { daysOfMonth } from '@/lib/domain/drill-calendar';
import { calendarRows, comparedWords, monthTitle, resultWords, statusWord, timeBefore, trendOf } from './drills-model';

const card = (over: Partial<DrillCard>): DrillCard => ({
  id: 'd1',
  week: 1,
  title: '1.1 Code deployment',
  procedureKey: '1.1',
  targetName: 'Sandbox',
  environment: 'sandbox',
  scheduledFor: '2026-11-03T10:00:00.000Z',
  day: 3,
  status: 'done',
  result: null,
  finishedAt: '2026-11-03T10:30:00.000Z',
  reason: '',
  trouble: null,
  ...over,
});
const took = (seconds: number) => ({ tookMs: seconds * 1000, targetMs: 300_000, isInTime: seconds <= 300 });

describe('the calendar', () => {
  it.each([
    ['2026-11', [7, 7, 7, 7, 2]],
    ['2026-02', [7, 7, 7, 7]],
    ['2028-02', [7, 7, 7, 7, 1]],
    ['2026-12', [7, 7, 7, 7, 3]],
  ])('%s has rows of %j days', (month, lengths) => {
    expect(calendarRows(daysOfMonth(month)).map((row) => row.length)).toEqual(lengths);
  });

  it('names a month', () => {
    expect([monthTitle('2026-11'), monthTitle('2027-01')]).toEqual(['November 2026', 'January 2027']);
  });
});

it.each([
  [card({ status: 'planned' }), 'planned', 'planned'],
  [card({ status: 'due' }), 'due', 'today'],
  [card({ status: 'overdue' }), 'overdue', 'overdue'],
  [card({ result: took(130) }), 'in-time', 'in time, 2:10'],
  [card({ result: took(301) }), 'over', 'over time, 5:01'],
  [card({ status: 'cancelled' }), 'cancelled', 'cancelled'],
])('%# says how a drill stands', (drill, key, word) => {
  expect(statusWord(drill)).toEqual({ key, word });
});

it('tells a time against its target, and against the last time', () => {
  expect(resultWords(took(130))).toBe('2:10 of 5 min');
  expect([
    comparedWords(130_000, null),
    comparedWords(130_000, 130_400),
    comparedWords(100_000, 130_000),
    comparedWords(190_000, 130_000),
  ]).toEqual([
    null,
    'as long as the last time',
    '30 s quicker than the last time',
    '1 min 0 s slower than the last time',
  ]);
});

it('compares a drill with the one of its procedure before it, and draws results in the order of time', () => {
  const history = [
    card({ id: 'c', result: took(100), finishedAt: '2026-11-03T10:00:00Z' }),
    card({ id: 'b', procedureKey: '1.2', result: took(200), finishedAt: '2026-10-03T10:00:00Z' }),
    card({ id: 'x', status: 'cancelled', finishedAt: '2026-09-20T10:00:00Z' }),
    card({ id: 'a', result: took(300), finishedAt: '2026-09-03T10:00:00Z' }),
  ];
  expect(history.map((drill) => timeBefore(history, drill))).toEqual([300_000, null, 300_000, null]);
  expect(trendOf(history).map(({ id, share }) => [id, share])).toEqual([
    ['a', 1],
    ['b', 2 / 3],
    ['c', 1 / 3],
  ]);
});
