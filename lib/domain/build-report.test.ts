import { describe, expect, it } from 'vitest';
import { NOT_NEEDED } from './advance-run';
import { buildCommands, buildSections, WRITTEN_FIELDS } from './build-report';
import type { DomainEvent } from './events';
import { event } from './testing/events';

const at = (time: string, about: object = {}) => ({ at: `2025-08-25T${time}.000Z`, ...about });
const sections = (events: readonly DomainEvent[], fields: Record<string, string> = {}) =>
  buildSections(events, fields, (iso) => iso.slice(11, 16));
const fieldsOf = (events: readonly DomainEvent[], written: Record<string, string> = {}) =>
  sections(events, written).flatMap((section) => section.fields);
const textOf = (events: readonly DomainEvent[], key: string, written: Record<string, string> = {}) =>
  fieldsOf(events, written).find((field) => field.key === key)?.value;
const leftOpen = (events: readonly DomainEvent[]) =>
  fieldsOf(events)
    .filter((field) => field.key.startsWith('open_'))
    .map((field) => field.value);

describe('the form of the report', () => {
  it('has the guide’s sections in its order', () => {
    expect(sections([]).map((section) => section.title)).toEqual([
      'Trigger event',
      'Rollback actions taken',
      'Impact assessment',
      'Lessons learned',
      'Follow-up actions',
    ]);
  });

  it('asks people for each field that only people know, once, and shows what they wrote', () => {
    const written = Object.fromEntries(Object.keys(WRITTEN_FIELDS).map((key) => [key, `wrote ${key}`]));
    const asked = fieldsOf([], written).filter((field) => field.isWritten);
    expect(asked.map((field) => field.key).sort()).toEqual(Object.keys(WRITTEN_FIELDS).sort());
    expect(asked.map((field) => field.value)).toEqual(asked.map((field) => `wrote ${field.key}`));
  });

  it('can be drawn before anything happened', () => {
    expect(textOf([], 'phase')).toBe('No rollback was run');
    expect(textOf([], 'level')).toBe('none');
    expect(textOf([], 'time_to_restore')).toBe('Not restored yet');
  });

  it('has no field of its own for what somebody sends besides', () => {
    const extra = JSON.parse('{"__proto__":"x","made_up":"y"}') as Record<string, string>;
    expect(fieldsOf([], extra)).toEqual(fieldsOf([]));
  });
});

describe('the trigger', () => {
  const declared = event('incident.declared', {
    symptoms: ['assistants: 500'],
    signals: [{ kind: 'error_rate', value: 93.8, source: 'person', note: 'since the deploy', words: '93.8 % fail' }],
  });

  it('is told from the declaration', () => {
    expect(textOf([declared], 'what_happened')).toBe('Calls fail after the deploy. 93.8 % fail.');
    expect(textOf([declared], 'when_detected')).toBe('09:59');
    expect(textOf([declared], 'initial_symptoms')).toBe('assistants: 500; since the deploy');
  });

  it('names the services that failed until somebody writes otherwise, even nothing', () => {
    expect(textOf([declared], 'services_impacted')).toBe('assistants');
    expect(textOf([declared], 'services_impacted', { services_impacted: '' })).toBe('');
  });
});

describe('the actions', () => {
  const prepared = event('run.prepared');

  it('are those of runs that were started, not of plans that were given up', () => {
    const givenUp = event('run.prepared', { procedureKey: '2.1', procedure: 'Vector indexes' }, { runId: 'run-2' });
    const events = [prepared, givenUp, event('run.started')];
    expect(textOf(events, 'phase')).toBe('Phase 1');
    expect(textOf(events, 'level')).toBe('level 1: 1.1 Code deployment');
    expect(textOf([prepared], 'phase')).toBe('No rollback was run');
  });

  it('name each procedure and phase once, and the alternatives taken', () => {
    const again = event('run.prepared', {}, { runId: 'run-2' });
    const starts = [event('run.started'), event('run.started', {}, { runId: 'run-2' })];
    const events = [prepared, again, ...starts, event('run.alternative_taken')];
    expect(textOf(events, 'phase')).toBe('Phase 1');
    expect(textOf(events, 'level')).toBe('level 1: 1.1 Code deployment, then “The other way”');
  });

  it('of the full system name the phases that ran, last first, and not those that were left', () => {
    const whole = event('run.prepared', { procedureKey: '5.1', procedure: 'Full system rollback', level: undefined });
    const step = (phase?: number) => event('step.started', { phase });
    const events = [whole, event('run.started'), step(4), step(4), step(), step(3)];
    expect(textOf(events, 'phase')).toBe('Phase 4, Phase 3');
    expect(textOf([whole, event('run.started')], 'phase')).toBe('Full system');
    expect(textOf(events, 'level')).toBe('no level: 5.1 Full system rollback');
  });

  it('say to which levels it was escalated, once each', () => {
    expect(textOf([prepared], 'escalation')).toBe('none');
    const levels = [1, 2, 2].map((level) => event('escalation.started', { level }));
    expect(textOf([prepared, ...levels], 'escalation')).toBe('level 1, level 2');
  });
});

describe('the time to restore', () => {
  const declared = event('incident.declared', {}, at('10:00:00'));
  const done = event('run.succeeded', {}, at('10:03:00'));

  it('is the users’, from the declaration', () => {
    const recovered = event('incident.recovered', {}, at('10:04:10'));
    expect(textOf([declared, done, recovered], 'time_to_restore')).toBe('4 min 10 s');
  });

  it('does not claim that users recovered because the rollback ended', () => {
    expect(textOf([declared, done], 'time_to_restore')).toBe(
      '3 min 0 s to the end of the rollback; the probe has not seen users recover',
    );
  });
});

describe('what was left open is never silent', () => {
  it.each<[what: string, events: DomainEvent[], words: string[]]>([
    ['a follow-up of the procedure', [event('run.succeeded', { followUps: ['Stamp Alembic.'] })], ['Stamp Alembic.']],
    [
      'a step that was lost sight of, though it was settled afterwards',
      [event('step.unknown'), event('step.settled')],
      ['“Check out 4f2a9c1” was lost sight of: The worker fell silent.'],
    ],
    [
      'a step that somebody skipped',
      [event('step.skipped', { reason: 'it hung' }, { actorName: 'Lee' })],
      ['“Restart nginx” was skipped by Lee: it hung'],
    ],
    [
      'a step that the target could not take',
      [event('step.skipped', {}, { actorName: 'Console' })],
      ['“Restart nginx” was skipped by Console: nginx is not on this target.'],
    ],
    [
      'a criterion that was waived',
      [event('criterion.waived')],
      ['“Uptime above 99 %” was waived by Kim: measured tomorrow'],
    ],
  ])('%s', (_, events, words) => {
    expect(leftOpen(events)).toEqual(words);
  });

  it('while a branch that was not needed is no open point', () => {
    expect(leftOpen([event('step.skipped', { reason: NOT_NEEDED })])).toEqual([]);
  });
});

describe('the commands table', () => {
  const start = (epoch: number, time: string, stepId = 'step-1') =>
    event('step.started', { epoch }, at(time, { stepId }));

  it('matches each start with its own end, by epoch', () => {
    const events = [
      start(1, '10:01:00'),
      event('step.failed', { epoch: 1, tookMs: 10 }),
      start(2, '10:02:00'),
      event('step.succeeded', { epoch: 2, tookMs: 20 }),
    ];
    expect(buildCommands(events).map((c) => [c.outcome, c.tookMs])).toEqual([
      ['failed', 10],
      ['succeeded', 20],
    ]);
  });

  it('matches no end of another step of the same epoch', () => {
    const events = [start(1, '10:01:00', 'a'), start(1, '10:02:00', 'b'), event('step.succeeded', {}, { stepId: 'b' })];
    expect(buildCommands(events).map((c) => c.outcome)).toEqual(['running', 'succeeded']);
  });

  it.each(['step.succeeded', 'step.failed', 'step.cancelled'] as const)('tells an end by %s', (type) => {
    const [row] = buildCommands([start(1, '10:01:00'), event(type)]);
    expect(row).toMatchObject({ outcome: type.slice(5), tookMs: 41, by: 'Kim', where: 'app' });
  });

  it('keeps unknown as unknown, with no duration, whatever a person settled it as', () => {
    const events = [start(1, '10:01:00'), event('step.unknown'), event('step.settled', { verdict: 'applied' })];
    expect(buildCommands(events)).toMatchObject([{ outcome: 'unknown', tookMs: null }]);
  });

  it('lists each host of a step that runs on several by itself, and none that was left alone', () => {
    const host = (name: string) => event('step.host_started', { host: name });
    const ended = (name: string, state: 'succeeded' | 'unknown') => event('step.host_ended', { host: name, state });
    const events = [
      start(1, '10:01:00'),
      ...[host('app-1'), ended('app-1', 'succeeded'), host('app-2'), ended('app-2', 'unknown'), host('app-3')],
      event('step.unknown'),
      event('step.host_settled', { host: 'app-2', state: 'failed' }),
    ];
    expect(buildCommands(events).map((c) => [c.where, c.outcome])).toEqual([
      ['app-1', 'succeeded'],
      ['app-2', 'failed'],
      ['app-3', 'unknown'],
    ]);
  });

  it('lists nothing that never started', () => {
    expect(buildCommands([event('step.skipped'), event('run.prepared'), event('step.settled')])).toEqual([]);
  });
});
