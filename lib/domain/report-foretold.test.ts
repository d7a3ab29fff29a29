import { describe, expect, it } from 'vitest';
import type { StepForecast } from '@/lib/contracts/plan';
import { NOT_NEEDED } from './advance-run';
import type { DomainEvent } from './events';
import { type Foretold, foretoldOf } from './foretold';
import { buildForetold } from './report-foretold';
import { EVENT_DATA, event } from './testing/events';

const TITLE = EVENT_DATA['step.started'].title;
const { foretold = [] } = EVENT_DATA['run.planned'];

/** Events in their order: each tells its own number. */
const inOrder = (...events: DomainEvent[]) => events.map((one, at) => ({ ...one, seq: at + 1 }) as DomainEvent);
const seen = (title: string) => ({ title, did: 'git', expected: 'so', saw: 'so', isOk: true, tookMs: 1 });
const begun = [event('run.prepared'), event('run.planned'), event('run.started')];
const stepsOf = (...events: DomainEvent[]) => buildForetold(inOrder(...begun, ...events)).flatMap(({ steps }) => steps);

describe('what the event of a plan keeps', () => {
  const step = { title: 'Drop index', where: 'database', effect: 'change' as const, plannedSkip: null };
  const forecast: StepForecast = {
    ...{ lock: 'Nobody can read users. It first waits.', isBlocking: true, time: 'About 5 s', touches: ['users'] },
    usersNotice: null,
  };
  it.each<[string, Partial<StepForecast>, string]>([
    ['what users notice', { usersNotice: 'Searches are slow. For long.' }, 'Searches are slow.'],
    ['else the lock', {}, 'Nobody can read users.'],
    ['else what it touches', { lock: null }, 'It touches users.'],
    ['nothing where nothing is known', { lock: null, touches: [] }, ''],
  ])('is one sentence: %s', (_, over, words) => {
    expect(foretoldOf([step], [{ ...forecast, ...over }])).toMatchObject([{ title: 'Drop index', words }]);
  });
  it('leaves out what only looks, what the plan passes over, and what has no forecast', () => {
    const steps = [{ ...step, effect: 'read' as const }, { ...step, plannedSkip: 'done already' }, step];
    expect(foretoldOf(steps, [forecast, forecast])).toEqual([]);
  });
});

it('a change stands with what was foretold of it beside what it came to, and how long both took', () => {
  expect(
    stepsOf(event('step.started'), event('step.succeeded'), event('incident.recovered', { afterStep: TITLE })),
  ).toEqual([
    {
      ...{ stepId: 'step-1', title: TITLE, where: 'app', outcome: 'succeeded', tookMs: 41, isLonger: false },
      foretold: 'Calls fail until the backend is reloaded.',
      time: 'Usually 40 ms (worst 60 ms of 3 runs)',
      happened: 'Done: done in 41 ms. Users were well again 4.2 s after it began.',
    },
  ]);
});

it.each<[string, DomainEvent[], object]>([
  ['that it runs still', [event('step.started')], { outcome: 'running', happened: 'It runs still.', tookMs: null }],
  [
    'how often it was tried, and that its lock was not free',
    [
      event('step.started'),
      event('step.lock_retried'),
      event('step.failed'),
      event('step.started'),
      event('step.succeeded'),
    ],
    { outcome: 'succeeded', happened: 'It was tried 2 times. Its lock was not free at once. Done: done in 41 ms.' },
  ],
  [
    'what its postcondition found',
    [event('step.started'), event('step.succeeded', { checks: [seen('HEAD is 4f2a9c1'), seen('the tree is clean')] })],
    { happened: 'Done: done in 41 ms. Seen: HEAD is 4f2a9c1; the tree is clean.' },
  ],
  [
    'that it was lost sight of, and who saw that it took effect',
    [event('step.started'), event('step.unknown'), event('step.settled')],
    {
      ...{ outcome: 'succeeded', tookMs: null },
      happened: 'It was lost sight of: The worker fell silent. Kim saw that it took effect: I looked.',
    },
  ],
  [
    'that it failed and was skipped, by whom and why',
    [event('step.started'), event('step.failed'), event('step.skipped', { title: TITLE, reason: 'it is back' })],
    { outcome: 'skipped', happened: 'It failed: git ended with exit code 1. Kim skipped it: it is back.' },
  ],
])('it says %s', (_, events, expected) => {
  expect(stepsOf(...events)).toMatchObject([expected]);
});

it('longer than foretold is said by the second, not by the millisecond', () => {
  const took = (tookMs: number) => stepsOf(event('step.started'), event('step.succeeded', { tookMs }))[0]?.isLonger;
  expect([took(61), took(1_060), took(1_061)]).toEqual([false, false, true]);
});

it('two steps of one title take what was foretold of them in their order, and others take nothing', () => {
  const twice: Foretold[] = foretold.flatMap((one) => [one, { ...one, words: 'The second time.' }]);
  const of = (stepId: string, title = TITLE) => event('step.started', { title }, { stepId });
  const [run] = buildForetold(
    inOrder(
      event('run.planned', { foretold: twice }),
      event('run.started'),
      of('a'),
      of('b'),
      of('c'),
      of('d', 'Other'),
    ),
  );
  expect(run?.steps.map((step) => [step.stepId, step.foretold])).toEqual([
    ['a', 'Calls fail until the backend is reloaded.'],
    ['b', 'The second time.'],
  ]);
});

it('a run whose plan kept nothing, one that never started, and steps that were not needed are not there', () => {
  const { foretold: _, ...older } = EVENT_DATA['run.planned'];
  const planned = { ...event('run.planned'), data: older } as DomainEvent;
  expect(buildForetold(inOrder(planned, event('run.started'), event('step.started')))).toEqual([]);
  expect(buildForetold(inOrder(event('run.planned'), event('step.started')))).toEqual([]);
  expect(stepsOf(event('step.skipped', { title: TITLE, reason: NOT_NEEDED }))).toEqual([]);
});
