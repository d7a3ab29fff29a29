import { describe, expect, it } from 'vitest';
import type { ApprovalView } from '@/lib/contracts/approval-view';
import { effectCounts, endedWords, expectedSteps, hasChanged, spellHash } from './approval-model';

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
