import { describe, expect, it } from 'vitest';
import { type DrillState, type DrillStatus, drillResult, drillStatus } from './drill-status';

const NOW = new Date('2026-11-03T10:30:00Z');

describe('in the calendar', () => {
  // biome-ignore format: a table reads by its rows
  const cases: [state: DrillState, scheduledFor: string, status: DrillStatus][] = [
    ['scheduled', '2026-11-04T10:00:00Z', 'planned'],
    ['scheduled', '2026-11-03T23:59:00Z', 'due'],
    ['scheduled', '2026-11-03T00:00:00Z', 'due'],
    ['scheduled', '2026-11-02T23:59:00Z', 'overdue'],
    ['running', '2026-10-01T10:00:00Z', 'running'],
    ['done', '2026-10-01T10:00:00Z', 'done'],
    ['cancelled', '2026-12-01T10:00:00Z', 'cancelled'],
  ];
  it.each(cases)('a %s drill of %s is %s', (state, scheduledFor, status) => {
    expect(drillStatus({ state, scheduledFor: new Date(scheduledFor) }, NOW, 'UTC')).toBe(status);
  });

  it('the day is that of the plan’s zone', () => {
    const drill = { state: 'scheduled' as const, scheduledFor: new Date('2026-11-02T23:30:00Z') };
    expect(drillStatus(drill, NOW, 'Europe/Berlin')).toBe('due');
  });
});

describe('the result', () => {
  const run = (seconds: number, state = 'succeeded') => ({
    state,
    startedAt: NOW,
    finishedAt: new Date(NOW.getTime() + seconds * 1000),
  });
  it.each([
    [run(300), 300_000, { tookMs: 300_000, targetMs: 300_000, isInTime: true }],
    [run(301), 300_000, { tookMs: 301_000, targetMs: 300_000, isInTime: false }],
    [run(10, 'failed'), 300_000, null],
    [{ ...run(10), finishedAt: null }, 300_000, null],
    [null, 300_000, null],
    [run(10), null, null],
  ])('%#', (given, targetMs, result) => {
    expect(drillResult(given, targetMs)).toEqual(result);
  });
});
