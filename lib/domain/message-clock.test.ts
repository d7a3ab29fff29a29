import { describe, expect, it } from 'vitest';
import { audiencesOf, clockEffect, contactsOfMiss, nextRound, readMessageClock } from './message-clock';

const rule = { everyMs: 30 * 60_000, warnMs: 5 * 60_000 };
const due = new Date('2026-01-01T12:30:00Z');
const at = (time: string) => new Date(`2026-01-01T${time}Z`);

describe('a clock', () => {
  it.each([
    ['12:00:00', null, 'quiet'],
    ['12:24:59', null, 'quiet'],
    ['12:25:00', null, 'warn'],
    ['12:29:59', null, 'warn'],
    ['12:26:00', '12:25:01', 'quiet'],
    ['12:30:00', '12:25:01', 'missed'],
    // Nobody was there to warn; the miss counts all the same, and is one however late it is seen.
    ['12:30:00', null, 'missed'],
    ['15:00:00', null, 'missed'],
  ] as const)('at %s, warned at %s, says %s', (now, warnedAt, reading) => {
    const facts = { nextDueAt: due, warnedAt: warnedAt === null ? null : at(warnedAt) };
    expect(readMessageClock(facts, at(now), rule)).toBe(reading);
  });

  it('begins a whole round from now on, and warns again in it', () => {
    expect(nextRound(at('15:00:00'), rule)).toEqual({ nextDueAt: at('15:30:00'), warnedAt: null });
  });

  it.each([
    ['notification', 'restart'],
    ['update', 'restart'],
    ['resolved', 'stop'],
    ['escalation', 'none'],
    ['approval', 'none'],
    ['reminder', 'none'],
    ['test', 'none'],
  ] as const)('on a message of the kind %s: %s', (kind, effect) => expect(clockEffect(kind)).toBe(effect));
});

it('runs for each audience from the declaration, and for customers of a drill, who are none, not', () => {
  expect(audiencesOf({ isDrill: false })).toEqual(['internal', 'customer']);
  expect(audiencesOf({ isDrill: true })).toEqual(['internal']);
});

it('brings each miss in a row one level higher, and stays at the highest', () => {
  const levels = [['lead'], ['lead', 'ops'], ['executives']];
  expect([1, 2, 3, 9].map((count) => contactsOfMiss(levels, count))).toEqual([
    ['lead'],
    ['lead', 'ops'],
    ['executives'],
    ['executives'],
  ]);
});
