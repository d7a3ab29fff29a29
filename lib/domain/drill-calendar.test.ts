import { describe, expect, it } from 'vitest';
import {
  addToMonth,
  daysOfMonth,
  isMonth,
  momentOf,
  momentText,
  monthBounds,
  nextDate,
  type PlanWeek,
  plannedDate,
  reminderFrom,
  suggestDate,
  weekOf,
  weekOfDay,
} from './drill-calendar';

const BERLIN = 'Europe/Berlin';
const AUCKLAND = 'Pacific/Auckland';

describe('a week of the plan', () => {
  it.each([
    [1, 1],
    [7, 1],
    [8, 2],
    [14, 2],
    [15, 3],
    [21, 3],
    [22, 4],
    [28, 4],
    [29, null],
    [30, null],
    [31, null],
  ])('has day %i in week %s', (day, week) => {
    expect(weekOfDay(day)).toBe(week);
  });

  it.each([
    ['2026-11-07T23:30:00Z', 'UTC', 1],
    ['2026-11-07T23:30:00Z', BERLIN, 2],
    ['2026-11-30T12:00:00Z', AUCKLAND, 1],
    ['2026-12-01T04:00:00Z', 'America/New_York', null],
  ])('counts %s by the days of %s', (at, zone, week) => {
    expect(weekOf(new Date(at), zone)).toBe(week);
  });

  it('has every weekday once, in any month', () => {
    for (const month of ['2026-02', '2026-11', '2028-02', '2027-01']) {
      const days = daysOfMonth(month);
      for (const week of [1, 2, 3, 4])
        expect(new Set(days.filter((day) => day.week === week).map((day) => day.weekday)).size).toBe(7);
    }
  });
});

describe('the planned date', () => {
  const plan = { timeZone: 'UTC', weekday: 'tuesday', at: '10:00' } as const;
  it.each<[string, PlanWeek, string]>([
    ['2026-11', 1, '2026-11-03T10:00:00.000Z'],
    ['2026-11', 4, '2026-11-24T10:00:00.000Z'],
    ['2026-12', 1, '2026-12-01T10:00:00.000Z'],
    ['2027-02', 4, '2027-02-23T10:00:00.000Z'],
    ['2028-02', 4, '2028-02-22T10:00:00.000Z'],
  ])('of %s, week %i, is %s', (month, week, at) => {
    expect(plannedDate(plan, month, week).toISOString()).toBe(at);
  });

  it('is the hour of the plan’s zone, in summer and in winter', () => {
    const berlin = { ...plan, timeZone: BERLIN };
    expect(plannedDate(berlin, '2026-07', 1).toISOString()).toBe('2026-07-07T08:00:00.000Z');
    expect(plannedDate(berlin, '2026-12', 1).toISOString()).toBe('2026-12-01T09:00:00.000Z');
  });
});

describe('a day to suggest', () => {
  const plan = { timeZone: 'UTC', weekday: 'tuesday', at: '10:00' } as const;
  it.each([
    ['2026-11-01T00:00:00Z', '2026-11-24T10:00:00.000Z'],
    ['2026-11-24T10:00:00Z', '2026-11-25T10:00:00.000Z'],
    ['2026-11-28T09:59:00Z', '2026-11-28T10:00:00.000Z'],
    ['2026-11-28T10:00:00Z', undefined],
  ])('at %s is %s', (now, at) => {
    expect(suggestDate(plan, '2026-11', 4, new Date(now))?.toISOString()).toBe(at);
  });
});

describe('the next date', () => {
  const before = new Date('2026-01-01T00:00:00Z');
  // biome-ignore format: a table reads by its rows
  const cases: [name: string, was: string, week: PlanWeek, now: Date, zone: string, next: string][] = [
    ['the first Tuesday', '2026-11-03T10:00:00Z', 1, before, 'UTC', '2026-12-01T10:00:00.000Z'],
    ['over the end of a year', '2026-12-22T10:00:00Z', 4, before, 'UTC', '2027-01-26T10:00:00.000Z'],
    ['from a 28th into February', '2026-01-28T10:00:00Z', 4, before, 'UTC', '2026-02-25T10:00:00.000Z'],
    ['into a leap year’s February', '2028-01-28T10:00:00Z', 4, before, 'UTC', '2028-02-25T10:00:00.000Z'],
    ['the same hour after the clocks change', '2026-03-03T09:00:00Z', 1, before, BERLIN, '2026-04-07T08:00:00.000Z'],
    ['a Sunday there that is a Saturday elsewhere', '2026-10-31T22:00:00Z', 1, before, AUCKLAND, '2026-12-05T22:00:00.000Z'],
    ['the plan’s day after one held in another week', '2026-11-23T02:15:00Z', 1, before, 'UTC', '2026-12-01T10:00:00.000Z'],
    ['the plan’s day after one held in no week', '2026-11-30T02:15:00Z', 4, before, 'UTC', '2026-12-22T10:00:00.000Z'],
    ['past months that are over', '2026-03-03T10:00:00Z', 1, new Date('2026-06-02T10:00:00Z'), 'UTC', '2026-07-07T10:00:00.000Z'],
    ['still in the month, where it is to come', '2026-03-03T10:00:00Z', 1, new Date('2026-06-02T09:59:00Z'), 'UTC', '2026-06-02T10:00:00.000Z'],
  ];
  it.each(cases)('%s', (_, was, week, now, zone, next) => {
    expect(nextDate({ timeZone: zone, weekday: 'tuesday', at: '10:00' }, new Date(was), week, now).toISOString()).toBe(
      next,
    );
  });
});

it('reminds from the same hour of the day before, also when the clocks change that night', () => {
  expect(reminderFrom(new Date('2026-11-03T10:00:00Z'), 'UTC').toISOString()).toBe('2026-11-02T10:00:00.000Z');
  expect(reminderFrom(new Date('2026-03-29T08:00:00Z'), BERLIN).toISOString()).toBe('2026-03-28T09:00:00.000Z');
});

it('knows months, their neighbours and their bounds', () => {
  expect(['2026-11', '2026-13', '2026-1', 'x', '', '9999-01'].map(isMonth)).toEqual([
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
  expect([addToMonth('2026-12', 1), addToMonth('2026-01', -1), addToMonth('2026-05', 0)]).toEqual([
    '2027-01',
    '2025-12',
    '2026-05',
  ]);
  expect(monthBounds('2026-10', BERLIN)).toEqual({
    from: new Date('2026-09-30T22:00:00Z'),
    to: new Date('2026-10-31T23:00:00Z'),
  });
  expect(daysOfMonth('2026-11').length).toBe(30);
  expect(daysOfMonth('2026-11')[0]).toEqual({ day: 1, weekday: 'sun', week: 1 });
});

it('reads a day and an hour of the plan’s zone, and refuses a day that is none', () => {
  expect(momentOf('2026-11-03', '10:00', BERLIN)?.toISOString()).toBe('2026-11-03T09:00:00.000Z');
  expect(momentOf('2026-02-30', '10:00', 'UTC')).toBeNull();
  expect(momentText(new Date('2026-11-03T10:00:00Z'), 'UTC')).toBe('Tue 3 Nov 2026, 10:00 UTC');
});
