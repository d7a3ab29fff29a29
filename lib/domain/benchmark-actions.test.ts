import { describe, expect, it } from 'vitest';
import { benchmarkActions, targetBenchmarkActions } from './benchmark-actions';

describe('a benchmark', () => {
  const keys = (actions: { key: string }[]) => actions.map((action) => action.key);
  it.each([
    ['engineer', 'done', false, ['keep-baseline']],
    ['engineer', 'done', true, ['forget-baseline']],
    ['engineer', 'running', false, ['cancel-benchmark']],
    ['engineer', 'queued', false, ['cancel-benchmark']],
    ['engineer', 'failed', false, []],
    ['administrator', 'done', false, []],
    ['administrator', 'running', false, ['cancel-benchmark']],
    ['manager', 'running', false, []],
  ] as const)('offers %s, when it is %s, what they may do', (role, state, isBaseline, offered) => {
    expect(keys(benchmarkActions(role, { state, isBaseline, isStopping: false }))).toEqual(offered);
  });

  it('is started one at a time, never beside a rollback, and by responders', () => {
    const start = (over: object) => targetBenchmarkActions('engineer', { isBusy: false, isRolling: false, ...over })[0];
    expect(start({})?.disabledBecause).toBeUndefined();
    expect(start({ isBusy: true })?.disabledBecause).toContain('already');
    expect(start({ isRolling: true })?.disabledBecause).toContain('rollback');
    expect(targetBenchmarkActions('manager', { isBusy: false, isRolling: false })).toEqual([]);
  });

  it('that is being stopped is not stopped again', () => {
    const [stop] = benchmarkActions('engineer', { state: 'running', isBaseline: false, isStopping: true });
    expect(stop).toMatchObject({ key: 'cancel-benchmark', disabledBecause: 'It is being stopped.' });
  });
});
