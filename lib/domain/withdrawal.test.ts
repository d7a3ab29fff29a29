import { describe, expect, it } from 'vitest';
import { approvalFacts } from './testing/fixtures';
import { assertMayWithdraw, mayWithdrawAs } from './withdrawal';

const said = (personId: string, verdict: 'approved' | 'denied' = 'approved', onBehalfOfId: string | null = null) => ({
  personId,
  onBehalfOfId,
  role: 'executive' as const,
  verdict,
});
const decisions = [said('approver'), said('delegate', 'approved', 'boss')];

describe('a request is withdrawn', () => {
  it.each([
    ['requester', 'asker'],
    ['approver', 'approver'],
    ['delegate', 'approver'],
    ['boss', 'approver'],
    ['preparer', null],
    ['somebody', null],
  ])('by %s as %s', (personId, as) => {
    for (const state of ['requested', 'approved'] as const)
      expect(mayWithdrawAs(approvalFacts({ state, decisions }), personId)).toBe(as);
  });

  it.each(['denied', 'void', 'expired', 'used', 'withdrawn'] as const)('by nobody once it is %s', (state) => {
    for (const id of ['requester', 'approver'])
      expect(() => assertMayWithdraw(approvalFacts({ state, decisions }), id)).toThrow('nothing to withdraw');
  });

  it('not by who only said no', () => {
    expect(() => assertMayWithdraw(approvalFacts({ decisions: [said('x', 'denied')] }), 'x')).toThrow('Only who asked');
  });
});
