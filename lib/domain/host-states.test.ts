import { describe, expect, it } from 'vitest';
import { againWords, type HostState, hostStateNow, isToRun, stateOfAll, summaryOfAll } from './host-states';

const hosts = (...states: HostState[]) =>
  states.map((state, at) => ({ host: `app-${at + 1}`, state, summary: `said ${state}` }));

describe('a step on several hosts', () => {
  it.each<[HostState[], boolean, string]>([
    [['succeeded', 'succeeded'], false, 'succeeded'],
    [['succeeded', 'failed', 'untouched'], false, 'failed'],
    [['succeeded', 'untouched'], false, 'failed'],
    [['succeeded', 'untouched'], true, 'cancelled'],
    [['cancelled', 'failed'], false, 'cancelled'],
    [['failed', 'unknown'], false, 'unknown'],
    [['succeeded', 'unknown'], true, 'unknown'],
    [['succeeded', 'running'], false, 'unknown'],
  ])('with %j, stopped by a person: %s, has %s', (states, isStopped, whole) => {
    expect(stateOfAll(hosts(...states), isStopped)).toBe(whole);
  });

  it('says what became of each host, the troubled ones first', () => {
    expect(summaryOfAll(hosts('succeeded', 'succeeded'))).toBe('done on app-1, app-2');
    expect(summaryOfAll(hosts('succeeded', 'failed', 'untouched'))).toBe(
      'app-2: said failed; done on app-1; not touched: app-3',
    );
  });

  it('never runs again where it succeeded, and says so before it is asked to', () => {
    const mixed = hosts('succeeded', 'failed', 'untouched', 'unknown');
    expect(mixed.filter(isToRun).map(({ host }) => host)).toEqual(['app-2', 'app-3', 'app-4']);
    expect(againWords(mixed)).toMatch(/on app-2, app-3, app-4\. It succeeded on app-1: nothing is run there\./);
    expect(againWords(hosts('succeeded'))).toMatch(/nothing is run there, and what it is for is looked at again/);
    expect(againWords(hosts('failed'))).toBe('Runs exactly the approved step once more, on app-1.');
  });

  it('knows nothing of a host that was running when the step lost its worker', () => {
    expect(hostStateNow('running', 'running')).toBe('running');
    for (const step of ['unknown', 'failed', 'cancelled'] as const)
      expect(hostStateNow('running', step)).toBe('unknown');
    expect(hostStateNow('succeeded', 'unknown')).toBe('succeeded');
  });
});
