import { expect, it } from 'vitest';
import { makeTokenSchema } from '@/lib/contracts/inputs';
import type { TokenView } from '@/lib/contracts/token-view';
import { TOKEN_DAYS } from '@/lib/domain/access-tokens';
import { DAY_CHOICES, sortTokens } from './tokens-model';

const token = (id: string, state: TokenView['state'], createdAt: string) => ({ id, state, createdAt }) as TokenView;

it('puts tokens that let somebody in before those that have ended, and the newest first', () => {
  const tokens = [
    token('old', 'live', '2026-01-01'),
    token('ended', 'revoked', '2026-01-03'),
    token('new', 'live', '2026-01-02'),
  ];
  expect(sortTokens(tokens).map(({ id }) => id)).toEqual(['new', 'old', 'ended']);
});

it('offers nothing that the server would refuse, and begins with its default', () => {
  for (const days of DAY_CHOICES)
    expect(makeTokenSchema.safeParse({ name: 'laptop', days: String(days) }).success).toBe(true);
  expect(makeTokenSchema.parse({ name: 'laptop' }).days).toBe(TOKEN_DAYS.default);
  expect(makeTokenSchema.safeParse({ name: 'laptop', days: '91' }).success).toBe(false);
  expect(makeTokenSchema.safeParse({ name: ' ', days: '1' }).success).toBe(false);
});
