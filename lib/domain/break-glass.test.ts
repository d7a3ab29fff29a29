import { describe, expect, it } from 'vitest';
import { roleSchema } from '@/lib/contracts/runbook';
import { type BreakGlassFacts, breakGlassActions, whyNotReview } from './break-glass';
import { RUN_STATES, type RunState } from './run-states';

const facts = (over: Partial<BreakGlassFacts> = {}): BreakGlassFacts => ({
  state: 'awaiting_approval',
  isPlanned: true,
  isPlanning: false,
  isBlocked: false,
  isDenied: false,
  window: null,
  targetName: 'ReplyX production',
  ...over,
});

describe('breaking the glass', () => {
  it.each(roleSchema.options)('is offered to a driver and never to another role (%s)', (role) => {
    const offered = breakGlassActions(facts(), role).length === 1;
    expect(offered).toBe(['engineer', 'team_lead', 'executive'].includes(role));
  });

  it('is dangerous, needs a reason and the target’s name, and is never the main thing to do', () => {
    expect(breakGlassActions(facts(), 'engineer')).toMatchObject([
      { isPrimary: false, isDanger: true, needsReason: true, confirmText: 'ReplyX production' },
    ]);
  });

  it.each(RUN_STATES)('is possible before a plan is approved, and not when it is %s otherwise', (state: RunState) => {
    const offered = breakGlassActions(facts({ state }), 'engineer').length === 1;
    expect(offered).toBe(state === 'draft' || state === 'awaiting_approval');
  });

  it.each([
    ['what the preflight blocks', { isBlocked: true }, 'preflight'],
    ['what somebody denied', { isDenied: true }, 'denied this plan'],
    ['what waits for its window', { window: { words: 'Sun 02:00', isOpen: false } }, 'Sun 02:00'],
  ])('does not stand in for %s', (_, over, because) => {
    expect(breakGlassActions(facts(over), 'executive')[0]?.disabledBecause).toContain(because);
  });
});

describe('its review', () => {
  const glass = { partIds: ['breaker', 'driver'], isReviewed: false };

  it.each(roleSchema.options)('is by a lead or an executive (%s)', (role) => {
    expect(whyNotReview(glass, { id: 'other', role }) === null).toBe(role === 'team_lead' || role === 'executive');
  });

  it.each(['breaker', 'driver'])('is never by the %s', (id) => {
    expect(whyNotReview(glass, { id, role: 'executive' })).toContain('You had a part in it');
  });

  it('is given once', () => {
    expect(whyNotReview({ ...glass, isReviewed: true }, { id: 'other', role: 'executive' })).toContain('already');
  });
});
