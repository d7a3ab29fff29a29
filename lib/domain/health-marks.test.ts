import { describe, expect, it } from 'vitest';
import type { EventType } from './events';
import { buildMarks } from './health-marks';
import { EVENT_TYPES, event } from './testing/events';

const MARKED: readonly EventType[] = [
  'incident.declared',
  'incident.recovered',
  'approval.approved',
  'approval.denied',
  'step.succeeded',
  'step.failed',
  'step.cancelled',
  'step.unknown',
];

describe('a mark on the curve', () => {
  it('is made for what explains it, and for nothing else', () => {
    expect(EVENT_TYPES.filter((type) => buildMarks([event(type)]).length > 0).sort()).toEqual([...MARKED].sort());
  });

  it.each([
    ['step.succeeded', 'ok'],
    ['step.failed', 'fail'],
    ['step.cancelled', 'neutral'],
  ] as const)('of a change stands where it began: %s', (type, tone) => {
    expect(buildMarks([event(type)])).toEqual([{ at: '2025-08-25T10:02:00.000Z', label: 'check out', tone }]);
  });

  it.each(['step.succeeded', 'step.failed', 'step.cancelled'] as const)('is not made for a read: %s', (type) => {
    expect(buildMarks([event(type, { effect: 'read' })])).toEqual([]);
  });
});
