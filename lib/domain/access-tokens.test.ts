import { describe, expect, it } from 'vitest';
import { tokenActions, tokenState, whyNotSignedIn } from './access-tokens';

const now = new Date('2026-01-31T00:00:00Z');
const live = { personId: 'kim', expiresAt: new Date('2026-02-01T00:00:00Z'), revokedAt: null };
const expired = { ...live, expiresAt: now };
const revoked = { ...live, revokedAt: new Date('2026-01-30T00:00:00Z') };
const kim = { id: 'kim', role: 'engineer' } as const;
const keys = (token: typeof live | typeof revoked, person: Parameters<typeof tokenActions>[1]) =>
  tokenActions(token, person, now).map((action) => action.key);

it('ends at its very moment, and a revoked one stays revoked when its time is over', () => {
  expect([live, expired, revoked, { ...revoked, expiresAt: now }].map((token) => tokenState(token, now))).toEqual([
    'live',
    'expired',
    'revoked',
    'revoked',
  ]);
});

describe('a token is revoked by', () => {
  it('its own person and by administrators, while it is live', () => {
    expect(keys(live, kim)).toEqual(['revoke']);
    expect(keys(live, { id: 'alex', role: 'administrator' })).toEqual(['revoke']);
    expect([keys(expired, kim), keys(revoked, kim)]).toEqual([[], []]);
  });

  it.each(['engineer', 'team_lead', 'executive', 'manager'] as const)('no other %s', (role) => {
    expect(keys(live, { id: 'alex', role })).toEqual([]);
  });
});

it.each([
  ['a live one of an active person', { ...live, isPersonActive: true }, null],
  ['a live one of a disabled person', { ...live, isPersonActive: false }, /disabled/],
  ['an expired one', { ...expired, isPersonActive: true }, /expired/],
  ['a revoked one', { ...revoked, isPersonActive: true }, /revoked/],
  ['one that nobody made', null, /not known/],
])('%s signs in or is told why not', (_, token, because) => {
  const said = whyNotSignedIn(token, now);
  if (because === null) expect(said).toBeNull();
  else expect(said).toMatch(because);
});
