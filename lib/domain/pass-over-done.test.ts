import { describe, expect, it } from 'vitest';
import type { RenderedStep } from '@/lib/contracts/plan';
import { NOT_NEEDED } from './advance-run';
import { type EarlierStep, passOverDone } from './pass-over-done';
import type { StepState } from './run-states';

const step = (key: string, over: Partial<RenderedStep> = {}): RenderedStep =>
  ({
    key,
    branch: 'main',
    effect: 'change',
    plannedSkip: null,
    postcondition: [],
    action: { kind: 'command', binding: key, host: 'app', argv: [key] },
    ...over,
  }) as RenderedStep;
const earlier = (
  rendered: RenderedStep,
  state: StepState,
  outcome: Partial<EarlierStep['outcome']> = {},
): EarlierStep => ({
  rendered,
  state,
  outcome: { summary: 'exit code 0', tookMs: 1, checks: [], ...outcome },
});
const skips = (steps: RenderedStep[], before: EarlierStep[], branch = 'main') =>
  passOverDone(steps, branch, before).map(({ plannedSkip }) => plannedSkip);

describe('a plan that goes on from an ended run', () => {
  it('leaves out what was done, up to where that run stopped', () => {
    const steps = [step('a'), step('b'), step('c')];
    expect(
      skips(steps, [earlier(step('a'), 'succeeded'), earlier(step('b'), 'failed'), earlier(step('c'), 'cancelled')]),
    ).toEqual(['Done in an earlier run: exit code 0', null, null]);
  });

  it('makes again whatever comes after a change that is made now', () => {
    const other = step('a', { action: { kind: 'command', binding: 'a', host: 'app', argv: ['a', 'other'] } });
    expect(
      skips([other, step('restart')], [earlier(step('a'), 'succeeded'), earlier(step('restart'), 'succeeded')]),
    ).toEqual([null, null]);
  });

  it.each(['failed', 'unknown', 'cancelled', 'running', 'pending'] as const)('runs what was left %s', (state) => {
    expect(skips([step('a')], [earlier(step('a'), state)])).toEqual([null]);
  });

  it('takes looks again, and goes past them', () => {
    const look = step('look', { effect: 'read' });
    const before = [earlier(look, 'succeeded'), earlier(step('a'), 'succeeded')];
    expect(skips([look, step('a')], before)).toEqual([null, 'Done in an earlier run: exit code 0']);
  });

  it('keeps a person’s word that a step is passed over, and what the plan itself leaves out', () => {
    const settledBy = { personName: 'Kim', reason: 'there is no nginx' };
    const before = [earlier(step('a'), 'skipped', { settledBy }), earlier(step('b'), 'succeeded')];
    expect(skips([step('x', { plannedSkip: 'no tool' }), step('a'), step('b')], before)).toEqual([
      'no tool',
      'Skipped in an earlier run by Kim: there is no nginx',
      'Done in an earlier run: exit code 0',
    ]);
    expect(skips([step('a')], [earlier(step('a'), 'skipped', { summary: NOT_NEEDED })])).toEqual([null]);
  });

  it.each<[string, StepState]>([
    ['after its turn', 'skipped'],
    ['before its turn', 'cancelled'],
  ])('passes over again what an earlier resume passed over, where that run ended %s', (_when, became) => {
    const steps = [step('tool', { plannedSkip: 'no tool' }), step('a'), step('b'), step('c')];
    const first = passOverDone(steps, 'main', []);
    const second = passOverDone(steps, 'main', [
      earlier(first[0] as RenderedStep, 'skipped'),
      earlier(first[1] as RenderedStep, 'succeeded'),
      earlier(first[2] as RenderedStep, 'failed'),
    ]);
    // The tool is there by now: what was left out for want of it was never done.
    const third = [step('a'), step('b'), step('c')];
    const before = second.map((rendered, at) => earlier(rendered, at < 2 ? became : 'failed'));
    expect(skips(third, before)).toEqual(['Done in an earlier run: exit code 0', null, null]);
    expect(skips([step('tool'), ...third], before)).toEqual([null, null, null, null]);
  });

  it('leaves ways not taken whole, the way back above all', () => {
    const back = step('back', { branch: 'back' });
    const before = [earlier(back, 'succeeded'), earlier(step('b'), 'succeeded')];
    expect(skips([back, step('b')], before)).toEqual([null, 'Done in an earlier run: exit code 0']);
  });

  it('knows a step again however the store ordered what it holds', () => {
    const kept = step('a', { action: { host: 'app', argv: ['a'], kind: 'command', binding: 'a' } as never });
    expect(skips([step('a')], [earlier(kept, 'succeeded')])[0]).toContain('Done');
  });
});
