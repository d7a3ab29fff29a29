import { describe, expect, it } from 'vitest';
import { customerFacts, internalFacts, type LiveIncident, resolvedFacts } from './message-facts';
import { event } from './testing/events';

const now = new Date('2026-01-01T12:00:00Z');
const run = {
  state: 'waiting' as const,
  phase: '1',
  title: 'Code deployment',
  stepTitle: 'Reload',
  remainingMs: 90_000,
};
const live = (over: Partial<LiveIncident> = {}): LiveIncident => ({
  severity: 'high',
  targetName: 'replyx',
  environment: 'production',
  signals: [{ kind: 'error_rate' }],
  events: [event('incident.declared')],
  run,
  contactName: 'Kim',
  roomName: '#room',
  ...over,
});

it('the team reads where the rollback stands, what was done, and when it hears again', () => {
  const events = [
    event('incident.declared'),
    event('run.started'),
    event('step.succeeded', { effect: 'read', title: 'Show the commits' }),
    event('step.succeeded', { effect: 'change', title: 'Check out 4f2a9c1' }),
  ];
  expect(internalFacts(live({ events }), now, 30)).toEqual({
    phase: '1 (Code deployment)',
    severity: 'HIGH',
    target: 'replyx (production)',
    eta: 'in about 2 min, at 12:01 UTC',
    status: 'the rollback waits for a decision (“Reload”)',
    actions: 'incident declared; rollback started; Check out 4f2a9c1',
    next_update: '12:30 UTC',
    contact: 'Kim in #room',
  });
});

describe('the estimate', () => {
  it.each([
    ['no procedure', null, 'not known yet'],
    ['no plan', { ...run, remainingMs: null }, 'not known yet'],
    ['a rollback that ended unfinished', { ...run, state: 'failed' as const }, 'not known yet'],
    ['a rollback that is done', { ...run, state: 'succeeded' as const }, 'when the validation is done'],
  ])('with %s claims nothing that nobody knows', (_, of, words) => {
    expect(internalFacts(live({ run: of }), now, 30).eta).toBe(words);
  });

  it('says so when users are well again, and the status, too', () => {
    const facts = internalFacts(live({ events: [event('incident.recovered')] }), now, 30);
    expect(facts.eta).toBe('users are well again');
    expect(facts.status).toMatch(/^users are well again; /);
  });
});

it('customers read what they notice, the worst first, and nothing of how it is made', () => {
  const facts = customerFacts(live({ signals: [{ kind: 'slowdown' }, { kind: 'data_corruption' }] }), now, 30);
  expect(facts).toMatchObject({
    impact: 'Some data may be missing or wrong; the service answers slowly.',
    workaround: '',
  });
  expect(Object.values(facts).join(' ')).not.toMatch(/replyx|rollback|step/i);
});

it('at the end nothing is awaited', () => {
  expect(resolvedFacts(live())).toMatchObject({ eta: '', status: 'resolved', next_update: '' });
});
