import { describe, expect, it } from 'vitest';
import type { EventType } from './events';
import { buildMarks } from './health-marks';
import { EVENT_TYPES, event } from './testing/events';

const MARKED: readonly EventType[] = [
  'incident.declared',
  'incident.recovered',
  'incident.severity_changed',
  'approval.approved',
  'approval.denied',
  'step.succeeded',
  'step.failed',
  'step.cancelled',
  'step.unknown',
  'break_glass.used',
  'incident.handover_offered',
  'incident.handover_accepted',
  'run.wheel_offered',
  'run.wheel_taken',
  'message.sent',
  'message.failed',
  'message.told',
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
    const [mark] = buildMarks([event(type)]);
    expect(mark).toMatchObject({ at: '2025-08-25T10:02:00.000Z', kind: 'change', label: 'check out', tone });
  });

  it.each(['step.succeeded', 'step.failed', 'step.cancelled'] as const)('is not made for a read: %s', (type) => {
    expect(buildMarks([event(type, { effect: 'read' })])).toEqual([]);
  });

  it('says what happened in the words of its line of the timeline, and by whom', () => {
    const one = event('run.wheel_taken');
    expect(buildMarks([one])).toEqual([
      {
        ...{ id: one.id, at: one.at, kind: 'turn', label: 'wheel taken', tone: 'neutral' },
        what: 'Took the wheel: from Kim',
        by: one.actorName,
      },
    ]);
  });

  it('is one for all that one press told, and says who could not be told', () => {
    const told = event('message.sent', { recipient: '#replyx-emergency' });
    const failed = event('message.failed', { recipient: 'lead@example.com' });
    expect(buildMarks([told, failed])).toMatchObject([
      {
        id: told.id,
        kind: 'message',
        label: 'not sent',
        tone: 'fail',
        what: 'Told #replyx-emergency. Not sent to lead@example.com',
      },
    ]);
    const later = { ...told, at: new Date(Date.parse(told.at) + 61_000).toISOString() };
    expect(buildMarks([told, later]).map(({ label }) => label)).toEqual(['told', 'told']);
  });
});
