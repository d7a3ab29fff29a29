import { describe, expect, it } from 'vitest';
import { NOT_NEEDED } from './advance-run';
import type { DomainEvent, EventType } from './events';
import { EVENT_TYPES, event } from './testing/events';
import { buildTimeline } from './timeline';

const SILENT: readonly EventType[] = [
  'person.created',
  'person.changed',
  'person.confirmed',
  'passkey.added',
  'passkey.removed',
  'session.ended',
  'team.made',
  'team.renamed',
  'team.deleted',
  'team.joined',
  'team.left',
  'target.team_changed',
  'token.made',
  'token.revoked',
  'target.registered',
  'target.hosts_asked',
  'target.hosts_seen',
  'target.host_pinned',
  'sandbox.reset',
  'sandbox.was_reset',
  'sandbox.not_reset',
  'runbook.stored',
  'runbook.imported',
  'access.denied',
  'fault.switched',
  'fault.not_switched',
  'contact.changed',
  'audit.exported',
  'audit.key_made',
  'secrets.rotated',
  'channel.changed',
  'push.asked',
  'push.not_needed',
  'push.delivered',
  'push.opened',
  'push.failed',
  'push.test_asked',
  'push.tested',
  'push.device_added',
  'push.device_removed',
  'delegation.made',
  'delegation.revoked',
];
const told = (of: DomainEvent) => buildTimeline([of])[0];

describe('every kind of event', () => {
  it.each(EVENT_TYPES.filter((type) => !SILENT.includes(type)))('%s is told in words that lack nothing', (type) => {
    const item = told(event(type));
    expect(item?.strong.length).toBeGreaterThan(3);
    expect(`${item?.strong} ${item?.text} ${item?.quote}`).not.toMatch(/undefined|NaN|\[object/);
    expect(item).toMatchObject({ id: '1', actor: 'Kim', at: '2025-08-25T10:00:00.000Z' });
  });

  it.each(SILENT)('%s is in the log and not in an incident’s story', (type) => {
    expect(told(event(type))).toBeUndefined();
  });
});

it('stands newest first, and changes nothing of what it was given', () => {
  const events = Object.freeze([event('run.started', {}, { seq: 1 }), event('step.started', {}, { seq: 2 })]);
  expect(buildTimeline(events).map((item) => item.id)).toEqual(['2', '1']);
});

describe('a tone', () => {
  it.each<[EventType, string]>([
    ['step.succeeded', 'ok'],
    ['step.failed', 'fail'],
    ['step.unknown', 'unknown'],
    ['step.cancelled', 'waiting'],
    ['step.skipped', 'waiting'],
    ['approval.denied', 'fail'],
    ['incident.recovered', 'ok'],
  ])('of %s is %s', (type, tone) => {
    expect(told(event(type))?.tone).toBe(tone);
  });

  it('of a step that only another branch would have needed asks nobody to look', () => {
    expect(told(event('step.skipped', { reason: NOT_NEEDED }))?.tone).toBe('neutral');
  });

  it('of a blocked plan and of a failed check is not that of a good one', () => {
    expect(told(event('run.planned', { isBlocked: true }))?.tone).toBe('fail');
    expect(told(event('check.measured', { state: 'failed' }))?.tone).toBe('fail');
    expect(told(event('criterion.ticked', { isPassed: false }))?.tone).toBe('fail');
  });
});

describe('people', () => {
  const channel = (title: string, state: 'told_by_person' | 'not_told') => ({ title, state });

  it('are told only where a person told them', () => {
    const channels = [channel('Slack', 'told_by_person'), channel('Hotline', 'not_told')];
    expect(told(event('people.notified', { channels }))).toMatchObject({
      strong: 'Told Database Team Lead',
      text: 'over Slack',
    });
  });

  it('are to be told where nobody has', () => {
    const item = told(event('people.notified', { channels: [channel('Slack', 'not_told')] }));
    expect(item).toMatchObject({ strong: 'To be told: Database Team Lead', tone: 'waiting' });
  });
});

describe('what somebody said', () => {
  it.each(['step.skipped', 'run.aborted', 'step.settled', 'incident.severity_changed'] as const)(
    'at %s is a quote',
    (type) => {
      expect(told(event(type, { reason: 'because' }))?.quote).toBe('because');
    },
  );

  it('is no quote where it is blank', () => {
    expect(told(event('approval.requested', { note: ' \n' }))?.quote).toBeNull();
  });
});

it('a parameter is told with a short id', () => {
  expect(told(event('run.prepared'))?.text).toBe('commit 4f2a9c1');
});

it('a recovery is told with figures that people read', () => {
  const item = told(event('incident.recovered', { errorRatePercent: 0.8333333333333334, p95Ms: 110.4 }));
  expect(item?.text).toBe('4.2 s after “Reload replyx-backend” began; 0.8 % of calls fail, p95 110 ms');
});

it('what was waived is said at closing', () => {
  expect(told(event('incident.closed', { waived: ['Uptime above 99 %'] }))?.text).toContain(
    'waived: Uptime above 99 %',
  );
});
