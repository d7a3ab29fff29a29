import { describe, expect, it } from 'vitest';
import { roleSchema } from '@/lib/contracts/runbook';
import { isInForce, whyNotDelegate } from './delegations';

const NOW = new Date('2025-08-25T10:00:00Z');
const days = (n: number) => new Date(NOW.getTime() + n * 24 * 3600_000);
const lead = { id: 'lead', role: 'team_lead', isActive: true } as const;
const engineer = { id: 'engineer', role: 'engineer', isActive: true } as const;
const aWeek = { startsAt: NOW, endsAt: days(7) };

describe('an approving role', () => {
  it('is lent by a team lead or an executive to somebody who could drive', () => {
    expect(whyNotDelegate(lead, engineer, aWeek, NOW)).toBeNull();
    expect(whyNotDelegate({ ...lead, role: 'executive' }, { ...engineer, role: 'team_lead' }, aWeek, NOW)).toBeNull();
  });

  it.each(roleSchema.exclude(['team_lead', 'executive']).options)('is nothing that a %s could lend', (role) => {
    expect(whyNotDelegate({ ...lead, role }, engineer, aWeek, NOW)).toContain('no approving role');
  });

  it.each(['manager', 'administrator'] as const)('is never lent to a %s', (role) => {
    expect(whyNotDelegate(lead, { ...engineer, role }, aWeek, NOW)).toContain('no say');
  });

  it.each([
    ['to oneself', lead, aWeek, 'anyway'],
    ['to somebody who has it', { ...engineer, role: 'team_lead' as const }, aWeek, 'without it'],
    ['to a disabled account', { ...engineer, isActive: false }, aWeek, 'not active'],
    ['for a time that is over', engineer, { startsAt: days(-2), endsAt: NOW }, 'over already'],
    ['for a time that ends before it begins', engineer, { startsAt: days(2), endsAt: days(1) }, 'before it begins'],
    ['for longer than two weeks', engineer, { startsAt: NOW, endsAt: new Date(days(14).getTime() + 1) }, '14 days'],
  ])('is not lent %s', (_, to, window, because) => {
    expect(whyNotDelegate(lead, to, window, NOW)).toContain(because);
  });

  it('is lent for two weeks at most, to the millisecond', () => {
    expect(whyNotDelegate(lead, engineer, { startsAt: NOW, endsAt: days(14) }, NOW)).toBeNull();
  });
});

it.each([
  [-1, null, false],
  [0, null, true],
  [6, null, true],
  [7, null, false],
  [1, NOW, false],
])('on day %i, revoked %s, it is in force: %s', (day, revokedAt, is) => {
  expect(isInForce({ ...aWeek, revokedAt }, days(day))).toBe(is);
});
