import { clsx } from 'clsx';
import { Eye, Flame, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { Effect } from '@/lib/contracts/plan';

const LOOKS: Record<Effect, { Icon: LucideIcon; word: string; sentence: string; tone: string }> = {
  read: { Icon: Eye, word: 'Looks', sentence: 'looks, changes nothing', tone: 'text-muted' },
  change: { Icon: TriangleAlert, word: 'Changes', sentence: 'changes the system', tone: 'text-high' },
  irreversible: { Icon: Flame, word: 'Cannot be undone', sentence: 'cannot be undone', tone: 'text-critical' },
};

/** Eye, triangle or flame: what a step does to the system, never by colour alone. */
export function EffectIcon({ effect, className = 'size-4' }: { effect: Effect; className?: string }) {
  const { Icon, word, tone } = LOOKS[effect];
  return (
    <span role="img" aria-label={word} className={clsx('inline-flex shrink-0', tone)}>
      <Icon aria-hidden strokeWidth={2.1} className={className} />
    </span>
  );
}

/** "changes the system" */
export function effectWords(effect: Effect): string {
  return LOOKS[effect].sentence;
}
