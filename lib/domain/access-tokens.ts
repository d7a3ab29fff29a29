import type { Role } from '@/lib/contracts/runbook';
import type { AllowedAction } from '@/lib/contracts/views';
import { mayDo } from './permissions';

/** How long a token lasts unless its maker says otherwise, and the longest that anybody can say. */
export const TOKEN_DAYS = { default: 30, most: 90 } as const;

/** What a token is good for, from least to most; it never does more than its person may. */
export const TOKEN_SCOPES = ['read', 'drive', 'decide', 'manage'] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

export type TokenState = 'live' | 'expired' | 'revoked';
export type TokenFacts = { personId: string; expiresAt: Date; revokedAt: Date | null };

export function tokenState(token: Pick<TokenFacts, 'expiresAt' | 'revokedAt'>, now: Date): TokenState {
  if (token.revokedAt) return 'revoked';
  return token.expiresAt <= now ? 'expired' : 'live';
}

/** What this person may do with a token: everybody ends their own, an administrator anybody's. */
export function tokenActions(token: TokenFacts, person: { id: string; role: Role }, now: Date): AllowedAction[] {
  if (tokenState(token, now) !== 'live') return [];
  if (token.personId !== person.id && !mayDo(person.role, 'token.revoke-any')) return [];
  return [
    {
      key: 'revoke',
      label: 'Revoke this token',
      about: 'It signs nobody in from this moment, also where it is in use now.',
      isPrimary: false,
      isDanger: true,
      needsReason: false,
    },
  ];
}

/** Why a terminal that was given this token is not let in, in a sentence; null when it is. */
export function whyNotSignedIn(
  token: (Pick<TokenFacts, 'expiresAt' | 'revokedAt'> & { isPersonActive: boolean }) | null,
  now: Date,
): string | null {
  if (!token) return 'This token is not known here.';
  const state = tokenState(token, now);
  if (state === 'revoked') return 'This token was revoked.';
  if (state === 'expired') return 'This token has expired.';
  return token.isPersonActive ? null : 'The account of this token is disabled.';
}
