import type { TokenView } from '@/lib/contracts/token-view';
import { TOKEN_DAYS } from '@/lib/domain/access-tokens';

/** Those that still let somebody in come first; within both, the newest. */
export function sortTokens(tokens: readonly TokenView[]): TokenView[] {
  return [...tokens].sort(
    (a, b) => Number(b.state === 'live') - Number(a.state === 'live') || b.createdAt.localeCompare(a.createdAt),
  );
}

/** What the form offers; any number of days up to the most is allowed. */
export const DAY_CHOICES: readonly number[] = [1, 7, TOKEN_DAYS.default, 60, TOKEN_DAYS.most];

export function dayWords(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}

/** How the token gets into its file without going through the shell's history. */
export const SAVE_COMMAND =
  'mkdir -p ~/.config/rollback-console && (umask 077; cat > ~/.config/rollback-console/token)';
