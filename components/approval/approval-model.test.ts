import { describe, expect, it } from 'vitest';
import type { ApprovalView } from '@/lib/contracts/approval-view';
import {
  effectCounts,
  endedWords,
  expectedSteps,
  hasChanged,
  overrideObstacle,
  overridesOf,
  progressWords,
  spellHash,
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
