import { describe, expect, it } from 'vitest';
import type { EventData } from './events';
import { RUN_EVENT_DATA } from './testing/run-events';
import { TELL_RUN } from './timeline-run';

type OfRun = keyof typeof RUN_EVENT_DATA;
const tell = <T extends OfRun>(type: T, over: Partial<EventData<T>> = {}) =>
  TELL_RUN[type]({ ...RUN_EVENT_DATA[type], ...over } as never);
const words = <T extends OfRun>(type: T, over: Partial<EventData<T>> = {}) => {
  const told = tell(type, over);
  return told && `${told.strong}: ${told.text}`;
};

describe('a start', () => {
  it.each([
    [{ isArmed: undefined, isScheduled: undefined }, 'Started the rollback: '],
    [{ isArmed: true, isScheduled: undefined }, 'Started the rollback with its approval, as armed: '],
    [{ isArmed: true, isScheduled: true }, 'Started the rollback as scheduled: '],
  ] as const)('says by what it came about: %j', (over, said) => {
    expect(words('run.started', over as never)).toContain(said);
  });

  it.each([
    ['step', 'step by step'],
    ['to_decision', 'to the next decision'],
  ] as const)('says how far it goes: %s', (mode, said) => {
    expect(words('run.started', { mode })).toContain(said);
  });
});

it('a press that changes nothing of the pace is no line, and one that does is', () => {
  expect(tell('run.continued', { from: 'step', mode: 'step' })).toBeNull();
  expect(words('run.continued', { from: 'step', mode: 'to_decision' })).toContain('Runs to the next decision');
  expect(words('run.continued', { from: 'to_decision', mode: 'step' })).toContain('Goes on step by step');
});

describe('an approval', () => {
  it('says whom it is for, and what was confirmed by its number', () => {
    const plain = { onBehalfOf: undefined, confirmed: undefined };
    expect(words('approval.approved', plain as never)).toBe('Approved: plan abcdef01 after 1 min 0 s');
    const both = { onBehalfOf: 'Eve', confirmed: ['cascade-view: 2', 'cascade-table: 1'] };
    expect(words('approval.approved', both)).toBe(
      'Approved, for Eve: plan abcdef01 after 1 min 0 s; what goes along was confirmed by its number (cascade-view: 2, cascade-table: 1)',
    );
    expect(words('approval.given', both)).toContain('Approved, 1 of 2, for Eve');
  });

  it('that is a denial, an override or a broken glass is marked as one', () => {
    for (const type of ['approval.denied', 'approval.overridden', 'break_glass.used'] as const)
      expect([type, tell(type)?.tone]).toEqual([type, 'fail']);
    expect(tell('break_glass.reviewed', { verdict: 'justified' })?.tone).toBe('ok');
    expect(tell('break_glass.reviewed', { verdict: 'not_justified' })?.tone).toBe('fail');
    expect(words('break_glass.used', { told: [] })).toContain('told nobody, since no lead is active');
  });

  it('that expired never counts as a yes, and says where it kept something from starting', () => {
    expect(words('approval.expired', { wasScheduled: false })).toContain('silence never approves');
    expect(words('approval.expired', { wasScheduled: true })).toContain('not started as scheduled');
  });
});

describe('a step', () => {
  it.each([
    ['succeeded', 'ok'],
    ['failed', 'fail'],
    ['cancelled', 'waiting'],
    ['unknown', 'unknown'],
  ] as const)('that is %s on a host has its own word and mark', (state, tone) => {
    expect(tell('step.host_ended', { state })?.tone).toBe(tone);
  });

  it.each([
    ['applied', 'it took effect'],
    ['not_applied', 'it did not take effect'],
    ['unclear', 'cannot tell'],
  ] as const)('that was lost says what the probe says: %s', (verdict, said) => {
    expect(words('step.probed', { verdict })).toContain(said);
  });

  it('that is tried again says what it had been', () => {
    expect(words('step.retried', { from: 'failed' })).toContain('it had failed');
    expect(words('step.retried', { from: 'unknown' })).toContain('it had been unknown');
  });
});

it('a plan is counted by what its preflight found', () => {
  const findings = ['ok', 'ok', 'warn', 'block'].map((verdict) => ({ key: verdict, verdict, sentence: '' }));
  const said = words('run.planned', { findings: findings as never, isBlocked: true });
  expect(said).toContain('Preflight found what blocks');
  expect(said).toContain('preflight: 2 fine, 1 to note, 1 blocking');
});
