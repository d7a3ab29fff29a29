import { expect, it } from 'vitest';
import { dayIn, dueWords, reminderFrom, standingOf } from './follow-ups';

it('the day is that of the console’s zone, on both sides of its midnight and of a change of clocks', () => {
  expect(dayIn(new Date('2026-11-23T22:59:59Z'), 'Europe/Berlin')).toBe('2026-11-23');
  expect(dayIn(new Date('2026-11-23T23:00:00Z'), 'Europe/Berlin')).toBe('2026-11-24');
  expect(dayIn(new Date('2026-03-29T21:59:59Z'), 'Europe/Berlin')).toBe('2026-03-29');
  expect(dayIn(new Date('2026-03-29T22:00:00Z'), 'Europe/Berlin')).toBe('2026-03-30');
  expect(dayIn(new Date('2026-11-23T11:00:00Z'), 'Pacific/Auckland')).toBe('2026-11-24');
});

it.each([
  ['open', '2026-11-22', 'overdue', 'overdue since 22 November, 1 day'],
  ['open', '2026-10-24', 'overdue', 'overdue since 24 October, 30 days'],
  ['open', '2025-11-23', 'overdue', 'overdue since 23 November 2025, 365 days'],
  ['open', '2026-11-23', 'today', 'due today'],
  ['open', '2026-11-24', 'open', 'due tomorrow'],
  ['open', '2026-11-28', 'open', 'due 28 November, in 5 days'],
  ['open', '2027-01-02', 'open', 'due 2 January 2027, in 40 days'],
  ['done', '2026-11-01', 'done', 'was due 1 November'],
] as const)('%s and due %s is %s on 23 November: %s', (state, dueOn, standing, words) => {
  expect(standingOf({ state, dueOn }, '2026-11-23')).toBe(standing);
  expect(dueWords({ state, dueOn }, '2026-11-23')).toBe(words);
});

it('its owner is reminded in the morning of its day, in the console’s zone, also where the clocks change', () => {
  expect(reminderFrom('2026-11-23', 'Europe/Berlin').toISOString()).toBe('2026-11-23T08:00:00.000Z');
  expect(reminderFrom('2026-03-29', 'Europe/Berlin').toISOString()).toBe('2026-03-29T07:00:00.000Z');
  expect(reminderFrom('2026-11-23', 'Pacific/Auckland').toISOString()).toBe('2026-11-22T20:00:00.000Z');
});
