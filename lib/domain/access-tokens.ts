import type { Role } from '@/lib/contracts/runbook';
import type { AllowedAction } from '@/lib/contracts/views';
import { AppError } from './errors';
import { mayDo, type Permission } from './permissions';

/** How long a token lasts unless its maker says otherwise, and the longest that anybody can say. */
export const TOKEN_DAYS = { default: 30, most: 90 } as const;

/** What a token can be made for; it never does more than its person may. */
export const TOKEN_SCOPES = ['read', 'drive', 'decide', 'manage'] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** What people choose from when they make one, the usual one first. */
export const TOKEN_USES = {
  drive: { scopes: ['read', 'drive'], title: 'Working: look, declare, drive, validate' },
  read: { scopes: ['read'], title: 'Only looking' },
  decide: { scopes: ['read', 'decide'], title: 'Deciding: look, approve and deny' },
  everything: { scopes: TOKEN_SCOPES, title: 'All that you may do' },
} as const satisfies Record<string, { scopes: readonly TokenScope[]; title: string }>;
export type TokenUse = keyof typeof TOKEN_USES;

/** What takes another scope than `drive`, as whatever is done by a hand on a rollback does; of several, one is enough. */
const SCOPES: Partial<Record<Permission, readonly TokenScope[]>> = {
  'console.read': ['read'],
  'audit.read': ['read'],
  // Showing who one is lets nobody do more than the token is for.
  'account.own': ['read'],
  'approval.decide': ['decide'],
  'approval.delegate': ['decide'],
  // A say over approvals, and an administrator's over people.
  'approval.revoke-delegation': ['decide', 'manage'],
  'break-glass.review': ['decide'],
  // Who asked takes the request back, and who approved the approval.
  'approval.withdraw': ['drive', 'decide'],
  'message.confirm': ['decide'],
  'criterion.waive': ['decide'],
  'incident.lower-severity': ['decide'],
  'escalation.decide-2': ['decide'],
  'escalation.decide-3': ['decide'],
  'people.manage': ['manage'],
  'target.manage': ['manage'],
  'contact.manage': ['manage'],
  'token.make': ['manage'],
  'token.revoke-any': ['manage'],
  'secrets.rotate': ['manage'],
  'runbook.import': ['manage'],
};

export function scopesOf(permission: Permission): readonly TokenScope[] {
  return SCOPES[permission] ?? ['drive'];
}

/** What a list of scopes is called. */
export function scopeWords(scopes: readonly string[]): string {
  const use = Object.values(TOKEN_USES).find((one) => [...one.scopes].sort().join() === [...scopes].sort().join());
  return use ? (use.title.split(':')[0] as string) : scopes.join(', ');
}

/** Refuses what a token was not made for, though its person may do it. */
export function assertInScope(scopes: readonly TokenScope[], permission: Permission): void {
  const needed = scopesOf(permission);
  if (needed.some((scope) => scopes.includes(scope))) return;
  throw new AppError(
    'forbidden',
    `This token is not for that (it is for: ${scopes.join(', ')}; this needs: ${needed.join(' or ')}); nothing was changed.`,
    'Make one that is, in the browser under Terminal tokens in your menu, or do it in the browser.',
  );
}

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
