import { describe, expect, it } from 'vitest';
import type { ApprovalView } from '@/lib/contracts/approval-view';
import {
  confirmedOf,
  confirmObstacle,
  effectCounts,
  endedWords,
  expectedSteps,
  groupByEffect,
  hasChanged,
  overrideObstacle,
  overridesOf,
  progressWords,
  spellHash,
  wayBackWords,
} from './approval-model';

const view = (state: ApprovalView['summary']['state'], by?: string) =>
  ({
    summary: {
      state,
      requestedBy: 'Ann',
      planHash: 'abc',
      decisions: by ? [{ by, verdict: 'denied', reason: 'no', at: '' }] : [],
    },
  }) as unknown as ApprovalView;
const step = (effect: string, more = {}) => ({ effect, plannedSkip: null, branch: 'main', ...more });

describe('an approval while it is open', () => {
  it('says nothing while it waits', () => expect(endedWords(view('requested'))).toBeNull());
  it.each(['approved', 'used', 'denied', 'void', 'expired'] as const)('says so when it is %s', (state) =>
    expect(endedWords(view(state))?.title).toBeTruthy(),
  );
  it('names who denied', () => expect(endedWords(view('denied', 'Eve'))?.title).toBe('Eve denied this plan'));
  it('notices another plan', () => {
    expect(hasChanged('abc', view('requested'))).toBe(false);
    expect(hasChanged('old', view('requested'))).toBe(true);
  });
});

describe('what goes along', () => {
  const lists = [
    { key: 'cascade-view', sentence: '2 go.', count: 2, items: ['a', 'b'] },
    { key: 'cascade-table', sentence: '1 goes.', count: 1, items: ['c'] },
  ];
  it('keeps the plan from being approved until each list is ticked', () => {
    expect(confirmObstacle([], [])).toBeNull();
    expect(confirmObstacle(lists, ['cascade-view'])).toContain('exactly 1');
    expect(confirmObstacle(lists, ['cascade-table', 'cascade-view'])).toBeNull();
  });
  it('is sent with the numbers that stood beside the ticks', () => {
    expect(confirmedOf(lists, ['cascade-table', 'of another plan'])).toEqual([{ key: 'cascade-table', count: 1 }]);
  });
});

it('counts what runs, not what is left out or only there if a step fails', () => {
  const steps = [
    step('read'),
    step('change'),
    step('change', { plannedSkip: 'no nginx' }),
    step('irreversible', { branch: 'other' }),
  ];
  expect(effectCounts({ steps: steps as unknown as ApprovalView['steps'], activeBranch: 'main' })).toBe(
    '1 only look, 1 change the system',
  );
});

it('spells a hash in groups', () => expect(spellHash('a41c07d29e33b1f0c2d4e5f60718299e')).toBe('a41c 07d2 … 299e'));

it('folds nothing away that may run: the way taken is shown, and all of them where it is not known', () => {
  const steps = [
    step('read'),
    step('change', { branch: 'alembic' }),
    step('change', { branch: 'drop' }),
  ] as unknown as ApprovalView['steps'];
  expect(expectedSteps({ steps, activeBranch: 'alembic' }).map((one) => one.branch)).toEqual(['main', 'alembic']);
  expect(expectedSteps({ steps })).toHaveLength(3);
});

describe('where it takes more than one', () => {
  it.each([
    [0, 1, 'requested', null],
    [1, 2, 'requested', '1 of 2 approvals'],
    [2, 2, 'approved', '2 of 2 approvals'],
    [1, 2, 'withdrawn', null],
  ] as const)('%i of %i, %s, is said as %s', (given, wanted, state, words) => {
    expect(progressWords({ given, wanted, state })).toBe(words);
  });
});

describe('what the preflight blocks', () => {
  const blocks = ['table-locks', 'old-snapshots'].map((key) => ({ key, sentence: 's', remedy: '', means: 'm' }));
  it('keeps approving shut until every block has a reason, and only those are sent', () => {
    expect(overrideObstacle([], {})).toBeNull();
    expect(overrideObstacle(blocks, { 'table-locks': 'it ends by itself' })).toContain('old-snapshots');
    const reasons = { 'table-locks': ' it ends by itself ', 'old-snapshots': 'it is short', 'not-there': '  ' };
    expect(overrideObstacle(blocks, reasons)).toBeNull();
    expect(overridesOf(reasons)).toEqual([
      { key: 'table-locks', reason: 'it ends by itself' },
      { key: 'old-snapshots', reason: 'it is short' },
    ]);
  });
});

describe('what runs, by what it does to the system', () => {
  const steps = [
    step('read', { title: 'a' }),
    step('change', { title: 'b' }),
    step('irreversible', { title: 'c' }),
    step('change', { title: 'd', plannedSkip: 'nginx is not on this target' }),
    step('read', { title: 'e' }),
  ] as unknown as ApprovalView['steps'];

  it('puts the gravest first, and each step keeps the number that it runs by', () => {
    const groups = groupByEffect(steps).map(({ title, steps: own }) => [
      title,
      own.map((s) => `${s.number} ${s.title}`),
    ]);
    expect(groups).toEqual([
      ['Cannot be undone · 1 step', ['3 c']],
      ['Changes the system · 1 step', ['2 b', '4 d']],
      ['Only looks · 2 steps', ['1 a', '5 e']],
    ]);
  });

  it('leaves no step out, and shows no group without one', () => {
    expect(groupByEffect(steps).flatMap((group) => group.steps)).toHaveLength(steps.length);
    expect(groupByEffect(steps.slice(0, 1)).map(({ effect }) => effect)).toEqual(['read']);
  });
});

it('says what turning round would take, and nothing where the plan holds no way back', () => {
  expect(wayBackWords({ wayBack: { title: 'Put it back', stepCount: 2, estimateWords: '20 s' } })).toBe(
    'in about 20 s: 2 steps, “Put it back”, part of this plan',
  );
  expect(wayBackWords({ wayBack: null })).toBeNull();
});
