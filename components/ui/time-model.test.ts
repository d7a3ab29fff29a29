import { describe, expect, it } from 'vitest';
import { formatDuration, formatExact, formatRelative, isSameDay, readClock, spell } from './time-model';

const now = Date.parse('2026-11-22T14:00:00Z');
const at = (seconds: number) => new Date(now + seconds * 1000).toISOString();

describe('readClock', () => {
  it.each([
    [300, '5:00 left', 'calm'],
    [102, '1:42 left', 'soon'],
    [0, '0:00 left', 'soon'],
    [-20, '20 s over', 'over'],
    [-200, '3 min over', 'over'],
    [-7500, '2 h 5 min over', 'over'],
  ])('%i s to go reads "%s" and is %s', (seconds, words, tone) => {
    expect(readClock(at(seconds), now)).toMatchObject({ words, tone });
  });
});

describe('durations and times', () => {
  it.each([
    [6_000, '0:06'],
    [724_000, '12:04'],
    [3_729_000, '1:02:09'],
    [-5, '0:00'],
  ])('%i ms is %s', (ms, words) => expect(formatDuration(ms)).toBe(words));

  it.each([
    [38_000, '38 s'],
    [200_000, '3 min'],
    [7_500_000, '2 h 5 min'],
    [86_400_000, '1 day'],
    [345_600_000, '4 days'],
  ])('%i ms is spelled %s', (ms, words) => expect(spell(ms)).toBe(words));

  it('says past, future and now', () => {
    expect(formatRelative(at(-180), now)).toBe('3 min ago');
    expect(formatRelative(at(240), now)).toBe('in 4 min');
    expect(formatRelative(at(-2), now)).toBe('just now');
  });

  it('shows the viewer’s zone, and its day', () => {
    expect(formatExact(at(0), 'Europe/Berlin')).toMatch(/^22 Nov 2026, 15:00:00 (CET|GMT\+1)$/);
    expect(isSameDay('2026-11-22T23:30:00Z', now, 'UTC')).toBe(true);
    expect(isSameDay('2026-11-22T23:30:00Z', now, 'Europe/Berlin')).toBe(false);
  });
});
