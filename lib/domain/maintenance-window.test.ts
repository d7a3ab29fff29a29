import { describe, expect, it } from 'vitest';
import { maintenanceWindowSchema } from '@/lib/contracts/target';
import { nextWindow, windowFacts, windowOfPlan, windowTimeWords, windowWords } from './maintenance-window';

const sunday = { days: ['sunday' as const], from: '02:00', to: '04:00', timeZone: 'Europe/Berlin' };
const night = { days: ['friday' as const, 'saturday' as const], from: '22:00', to: '06:00', timeZone: 'UTC' };
const HALF_AN_HOUR = 30 * 60_000;

describe('the next window', () => {
  // biome-ignore format: a table reads by its rows
  const cases: [name: string, window: typeof sunday | typeof night, now: string, opens: string, closes: string][] = [
    ['is days away', sunday, '2026-11-23T10:00:00Z', '2026-11-29T01:00:00.000Z', '2026-11-29T03:00:00.000Z'],
    ['is today', sunday, '2026-11-29T00:59:00Z', '2026-11-29T01:00:00.000Z', '2026-11-29T03:00:00.000Z'],
    ['is the one that is open, with time enough', sunday, '2026-11-29T02:30:00Z', '2026-11-29T01:00:00.000Z', '2026-11-29T03:00:00.000Z'],
    ['is not the one that closes too soon', sunday, '2026-11-29T02:31:00Z', '2026-12-06T01:00:00.000Z', '2026-12-06T03:00:00.000Z'],
    ['is not the one that has just closed', sunday, '2026-11-29T03:00:00Z', '2026-12-06T01:00:00.000Z', '2026-12-06T03:00:00.000Z'],
    ['keeps its length when clocks go back', sunday, '2026-10-23T10:00:00Z', '2026-10-25T01:00:00.000Z', '2026-10-25T03:00:00.000Z'],
    ['goes past midnight', night, '2026-11-28T01:00:00Z', '2026-11-27T22:00:00.000Z', '2026-11-28T06:00:00.000Z'],
    ['of two nights is the second', night, '2026-11-28T06:00:00Z', '2026-11-28T22:00:00.000Z', '2026-11-29T06:00:00.000Z'],
    ['comes over the end of a year', night, '2026-12-27T07:00:00Z', '2027-01-01T22:00:00.000Z', '2027-01-02T06:00:00.000Z'],
  ];
  it.each(cases)('%s', (_, window, now, opens, closes) => {
    const time = nextWindow(window, new Date(now), HALF_AN_HOUR);
    expect([time.opens.toISOString(), time.closes.toISOString()]).toEqual([opens, closes]);
  });

  it('is a later one where a window is shorter than what it is needed for', () => {
    const short = { ...sunday, to: '02:15' };
    expect(nextWindow(short, new Date('2026-11-29T01:05:00Z'), HALF_AN_HOUR).opens.toISOString()).toBe(
      '2026-12-06T01:00:00.000Z',
    );
  });
});

it('is told in its own zone', () => {
  expect(windowWords(sunday)).toBe('Sun 02:00–04:00 Europe/Berlin');
  expect(windowWords(night)).toBe('Fri, Sat 22:00–06:00 UTC');
  const daily = {
    ...night,
    days: ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const,
  };
  expect(windowWords({ ...daily, days: [...daily.days] })).toBe('every day 22:00–06:00 UTC');
  const time = nextWindow(sunday, new Date('2026-11-23T10:00:00Z'), 0);
  expect(windowTimeWords(sunday, time)).toBe('Sun 29 Nov 02:00–04:00 Europe/Berlin');
});

it('is found in a plan, also under the name of a part', () => {
  const time = nextWindow(sunday, new Date('2026-11-23T10:00:00Z'), 0);
  const facts = windowFacts(sunday, time);
  const found = { ...time, words: 'Sun 29 Nov 02:00–04:00 Europe/Berlin' };
  expect(windowOfPlan(facts)).toEqual(found);
  const ofPart = Object.fromEntries(Object.entries(facts).map(([key, value]) => [`p2_2_${key}`, value]));
  expect(windowOfPlan({ other: 'x', ...ofPart })).toEqual(found);
  expect(windowOfPlan({ other: 'x' })).toBeNull();
});

it.each([
  ['no day', { days: [] }],
  ['an hour that there is not', { from: '24:00' }],
  ['a zone that there is not', { timeZone: 'Utopia/Here' }],
  ['a day twice', { days: ['sunday', 'sunday'] }],
])('is refused with %s', (_, over) => {
  expect(maintenanceWindowSchema.safeParse({ ...sunday, ...over }).success).toBe(false);
});
