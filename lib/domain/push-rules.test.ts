import { describe, expect, it } from 'vitest';
import type { EventType } from './events';
import { PUSHED_EVENTS, type PushFacts, planPushes } from './push-rules';
import { EVENT_DATA, EVENT_TYPES } from './testing/events';

const FACTS: PushFacts = {
  incident: { code: 'DB-ROLLBACK-20250825-100000', title: 'Calls fail after the deploy', severity: 'critical' },
  isPractice: false,
  target: { name: 'replyx-main', environment: 'production' },
  actor: 'Dora',
  run: { state: 'waiting', procedure: 'Roll the code back' },
  approval: { id: 'a1', asker: 'Kim', what: 'Roll the code back' },
};
const plan = (type: EventType, over: Partial<PushFacts> = {}, data: object = {}) =>
  planPushes(type, { ...EVENT_DATA[type], ...data }, { ...FACTS, ...over });
const said = (type: EventType, over: Partial<PushFacts> = {}, data: object = {}) =>
  plan(type, over, data).map(({ to, kind, tag, link }) => `${to}: ${kind} ${tag} → ${link}`);

describe('who is told what, and where it leads', () => {
  it.each<[EventType, string[]]>([
    ['approval.requested', ['approvers: approval approval → approval']],
    ['approval.reminded', ['approvers: approval approval → approval']],
    ['side_step.asked', ['approvers: approval approval → approval']],
    ['side_step.reminded', ['approvers: approval approval → approval']],
    ['approval.given', ['actor: over approval → approval']],
    ['approval.approved', ['told: over approval → approval', 'asker: turn turn → room', 'driver: turn turn → room']],
    ['approval.denied', ['told: over approval → approval', 'asker: turn turn → room', 'driver: turn turn → room']],
    ['approval.expired', ['told: over approval → approval', 'asker: turn turn → room', 'driver: turn turn → room']],
    ['approval.voided', ['told: over approval → approval', 'asker: turn turn → room', 'driver: turn turn → room']],
    ['side_step.voided', ['told: over approval → approval']],
    ['step.failed', ['driver: turn turn → room']],
    ['step.unknown', ['driver: turn turn → room']],
    ['run.wheel_taken', ['from: news turn → room']],
    ['run.wheel_offered', ['to: turn turn → room']],
    ['incident.handover_offered', ['to: turn turn → room']],
    ['incident.handover_nudged', ['to: turn turn → room']],
    ['run.wheel_withdrawn', ['to: over turn → room']],
    ['incident.handover_withdrawn', ['to: over turn → room']],
    ['incident.handover_accepted', ['from: news news → room']],
    ['escalation.started', ['deciders: turn news → room']],
    ['followup.reminded', ['to: news news → follow-ups']],
    ['break_glass.used', ['reviewers: news news → room']],
  ])('%s', (type, who) => {
    expect(said(type)).toEqual(who);
  });

  it('a request that its asker withdraws is over for those who were told, and tells the asker nothing', () => {
    expect(said('approval.withdrawn', {}, { by: 'asker' })).toEqual(['told: over approval → approval']);
    expect(said('approval.withdrawn', {}, { by: 'approver' })).toHaveLength(3);
  });

  it('most events are pushed to nobody', () => {
    const silent = EVENT_TYPES.filter((type) => !PUSHED_EVENTS.includes(type));
    expect(silent.length).toBeGreaterThan(60);
    for (const type of silent) expect(plan(type), type).toEqual([]);
  });
});

describe('it is somebody’s turn', () => {
  const STEPS = ['step.failed', 'step.unknown', 'step.cancelled', 'step.succeeded'] as const;

  it.each(STEPS)('%s: only where the run waits', (type) => {
    expect(said(type)).toEqual(['driver: turn turn → room']);
    for (const state of ['running', 'succeeded', 'aborted'])
      expect(plan(type, { run: { state, procedure: 'x' } })).toEqual([]);
  });

  it('a failed or an unknown step is told to whoever looks at the room, too; that a step is done is not', () => {
    expect(STEPS.map((type) => plan(type)[0]?.isForAway)).toEqual([false, false, true, true]);
  });
});

describe('the words', () => {
  it('begin with how bad it is, and say who asks, what and where', () => {
    expect(plan('approval.requested')[0]).toMatchObject({
      title: 'Critical · Your approval is needed',
      body: 'Kim asks: Roll the code back on replyx-main (production).',
    });
  });

  it('say DRILL first of an exercise, in every notification there is', () => {
    for (const type of PUSHED_EVENTS)
      for (const { title, link } of plan(type, { isPractice: true }))
        expect(title, type).toMatch(link === 'follow-ups' ? /^DRILL · Your / : /^DRILL · Critical · /);
  });

  it('of what is left to do say when it is due, and not how bad the incident was', () => {
    expect(plan('followup.reminded')[0]).toMatchObject({
      title: 'Your follow-up is due today',
      body: 'Watch the index sizes. After Calls fail after the deploy, on replyx-main (production).',
    });
  });

  it('lack nothing, and hold no text of a plan, no output and no hash', () => {
    for (const type of PUSHED_EVENTS)
      for (const { title, body } of plan(type)) {
        expect(`${title} ${body}`, type).not.toMatch(/undefined|NaN|\[object|git checkout|pg_terminate|dddddddd/);
        expect(title.length, title).toBeLessThan(80);
      }
  });

  it('of an approval say whether it still has to be started', () => {
    const title = (state: string) => plan('approval.approved', { run: { state, procedure: 'x' } })[1]?.title;
    expect(title('approved')).toContain('your turn to start');
    expect(title('running')).toContain('and started');
  });
});
