import type { TokenScope, TokenState } from '@/lib/domain/access-tokens';
import type { AllowedAction } from './views';

/** A terminal token as lists show it. The token itself is shown once, to whom made it, and is nowhere kept. */
export type TokenView = {
  id: string;
  name: string;
  /** "rbk_Ab12Cd34": enough to tell tokens apart, and no use to anybody. */
  prefix: string;
  scopes: TokenScope[];
  personName: string;
  isMine: boolean;
  state: TokenState;
  createdAt: string;
  expiresAt: string;
  lastUsedAt: string | null;
  revokedAt: string | null;
  actions: AllowedAction[];
};
