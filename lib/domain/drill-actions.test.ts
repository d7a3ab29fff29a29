import { describe, expect, it } from 'vitest';
import type { Role } from '@/lib/contracts/runbook';
import { type DrillFacts, drillActions } from './drill-actions';

const facts = (over: Partial<DrillFacts> = {}): DrillFacts => ({
  state: 'scheduled',
  startBlockedBy: [],
  incident: 'none',
  hasActiveRun: false,
  openLines: [],
  isFaultLate: false,
  isFaultOn: null,
  canReset: false,
  ...over,
});
/** Each action's key, with a mark where it is shown but cannot be pressed. */
const offered = (over: Partial<DrillFacts>, role: Role = 'engineer') =>
  drillActions(facts(over), role).map((action) => `${action.key}${action.disabledBecause ? ' (not now)' : ''}`);

describe('offered', () => {
  // biome-ignore format: a table reads by its rows
  const cases: [name: string, over: Partial<DrillFacts>, keys: string[]][] = [
    ['a scheduled drill', {}, ['start', 'move', 'cancel']],
    ['one whose fault is missing', { startBlockedBy: ['There is no such fault.'] }, ['start (not now)', 'move', 'cancel']],
    ['while the fault is switched on', { state: 'running' }, ['abort']],
    ['when the fault does not come', { state: 'running', isFaultLate: true }, ['switch-again', 'abort']],
    ['while lines are open', { state: 'running', incident: 'open', openLines: ['Lessons captured'] }, ['finish (not now)', 'abort']],
    ['while the incident is open', { state: 'running', incident: 'open' }, ['finish (not now)', 'abort']],
    ['while a rollback runs', { state: 'running', incident: 'open', hasActiveRun: true }, ['finish (not now)', 'abort (not now)']],
    ['when all is ticked and closed', { state: 'running', incident: 'closed', canReset: true }, ['finish', 'abort']],
    ['afterwards, with the fault still on', { state: 'done', incident: 'closed', isFaultOn: true, canReset: true }, ['fault-off', 'reset']],
    ['afterwards, mended', { state: 'done', incident: 'closed', isFaultOn: false, canReset: true }, ['reset']],
    ['an aborted one', { state: 'cancelled', incident: 'closed', isFaultOn: true }, ['fault-off']],
    ['one that was cancelled before its day', { state: 'cancelled', isFaultOn: false }, []],
  ];
  it.each(cases)('%s', (_, over, keys) => {
    expect(offered(over)).toEqual(keys);
  });
});

describe('who', () => {
  const running = { state: 'running', incident: 'closed' } as const;
  it.each<[Role, string[], string[]]>([
    ['engineer', ['start', 'move', 'cancel'], ['finish', 'abort']],
    ['team_lead', ['start', 'move', 'cancel'], ['finish', 'abort']],
    ['executive', [], []],
    ['manager', [], []],
    ['administrator', [], []],
  ])('%s', (role, scheduled, run) => {
    expect(offered({}, role)).toEqual(scheduled);
    expect(offered(running, role)).toEqual(run);
  });
});
