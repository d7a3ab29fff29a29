import { describe, expect, it } from 'vitest';
import { assertInScope, scopesOf, scopeWords, TOKEN_SCOPES, TOKEN_USES } from './access-tokens';
import { COMMANDS } from './entry-points';
import { FRESH_MINUTES, isFresh } from './fresh-sign-in';
import { PERMISSIONS, type Permission } from './permissions';

const ALL = Object.keys(PERMISSIONS) as Permission[];
const commandsFor = (use: keyof typeof TOKEN_USES) =>
  Object.entries(COMMANDS)
    .filter(([, asks]) =>
      asks.every((one) => scopesOf(one).some((scope) => (TOKEN_USES[use].scopes as readonly string[]).includes(scope))),
    )
    .map(([name]) => name);

describe('a token', () => {
  it('for looking changes nothing: what it may be used for is reading, and showing who one is', () => {
    expect(ALL.filter((permission) => scopesOf(permission).includes('read')).sort()).toEqual([
      'account.own',
      'audit.read',
      'console.read',
    ]);
    expect(commandsFor('read')).toEqual([
      'status',
      'contacts',
      'delegation list',
      'output',
      'report',
      'follow-up list',
      'health',
      'compare',
      'drill list',
      'drill show',
      'sandbox faults',
      'audit verify',
      'audit export',
    ]);
  });

  it('for working never decides, and one for deciding never drives', () => {
    expect(commandsFor('drive')).toContain('run');
    expect(commandsFor('drive')).not.toContain('approve');
    expect(commandsFor('decide')).toContain('approve');
    for (const command of ['run', 'declare', 'plan', 'target add'])
      expect(commandsFor('decide')).not.toContain(command);
  });

  it('for all that one may do is good for every command', () => {
    expect(commandsFor('everything')).toEqual(Object.keys(COMMANDS));
  });

  it.each(ALL)('is asked for a scope that can be given before %s', (permission) => {
    expect(TOKEN_SCOPES).toEqual(expect.arrayContaining([...scopesOf(permission)]));
    expect(() => assertInScope([...TOKEN_SCOPES], permission)).not.toThrow();
    const others = TOKEN_SCOPES.filter((scope) => !scopesOf(permission).includes(scope));
    expect(() => assertInScope(others, permission)).toThrow(/This token is not for that .* nothing was changed\./);
  });

  it('is called by what it was made for, and one from before by its scopes', () => {
    expect(scopeWords(['drive', 'read'])).toBe('Working');
    expect(scopeWords(TOKEN_SCOPES)).toBe('All that you may do');
    expect(scopeWords(['read', 'manage'])).toBe('read, manage');
  });
});

it('a password stands behind what is done for five minutes, and not at their end', () => {
  const now = new Date('2026-11-23T03:00:00Z');
  const ago = (ms: number) => new Date(now.getTime() - ms);
  expect(isFresh(ago(FRESH_MINUTES * 60_000 - 1), now)).toBe(true);
  expect(isFresh(ago(FRESH_MINUTES * 60_000), now)).toBe(false);
  expect(isFresh(null, now)).toBe(false);
});
