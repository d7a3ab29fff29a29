import { describe, expect, it } from 'vitest';
import { baselineStanding, benchmarksOf } from './benchmark-report';
import type { DomainEvent } from './events';

const event = (type: string, data: object = {}) =>
  ({ type, at: '2026-11-23T12:00:00Z', data: { target: 'replyx', ...data } }) as unknown as DomainEvent;
const done = (isRegression: boolean) => event('benchmark.finished', { state: 'done', comparison: { isRegression } });

describe('the baseline of an incident', () => {
  it.each<[string, DomainEvent[], ReturnType<typeof baselineStanding>]>([
    ['nothing where none was asked for', [event('incident.declared')], null],
    ['waiting', [event('benchmark.asked')], { state: 'queued', isRegression: false }],
    ['running', [event('benchmark.asked'), event('benchmark.started')], { state: 'running', isRegression: false }],
    [
      'stopped',
      [event('benchmark.asked'), event('benchmark.cancel_asked')],
      { state: 'cancelled', isRegression: false },
    ],
    ['done, and worse', [event('benchmark.started'), done(true)], { state: 'done', isRegression: true }],
    [
      'done without a baseline',
      [event('benchmark.finished', { state: 'done', comparison: null })],
      { state: 'done', isRegression: false },
    ],
    [
      'failed',
      [event('benchmark.finished', { state: 'failed', comparison: null })],
      { state: 'failed', isRegression: false },
    ],
    ['that of the newest', [done(true), event('benchmark.asked'), done(false)], { state: 'done', isRegression: false }],
    ['not changed by what is kept', [done(true), event('benchmark.kept')], { state: 'done', isRegression: true }],
  ])('is %s', (_name, events, standing) => {
    expect(baselineStanding(events)).toEqual(standing);
  });

  it('has in the report what ran to its end', () => {
    const events = [done(true), event('benchmark.finished', { state: 'cancelled' }), done(false)];
    expect(benchmarksOf(events).map((told) => told.comparison?.isRegression)).toEqual([true, false]);
  });
});
