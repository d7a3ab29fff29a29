import { clsx } from 'clsx';
import type { ReactNode } from 'react';

export type Tone =
  | 'neutral'
  | 'critical'
  | 'high'
  | 'medium'
  | 'low'
  | 'running'
  | 'ok'
  | 'fail'
  | 'unknown'
  | 'waiting'
  | 'idle'
  | 'accent'
  | 'production'
  | 'staging'
  | 'drill';

/** How something stands, as a pill says it. */
export type Standing = { words: string; tone: Tone };

export const TONE_TEXT: Record<Tone, string> = {
  neutral: 'text-muted',
  critical: 'text-critical',
  high: 'text-high',
  medium: 'text-medium',
  low: 'text-low',
  running: 'text-running',
  ok: 'text-ok',
  fail: 'text-fail',
  unknown: 'text-unknown',
  waiting: 'text-waiting',
  idle: 'text-idle',
  accent: 'text-accent',
  production: 'text-production-text',
  staging: 'text-staging-text',
  drill: 'text-drill-text',
};

type Props = { tone?: Tone; icon?: ReactNode; children: ReactNode; className?: string; isSolid?: boolean };

/** A word in its colour. The word carries the meaning; the colour only helps to find it. */
export function Pill({ tone = 'neutral', icon, children, className, isSolid = false }: Props) {
  return (
    <span
      className={clsx(
        'inline-flex items-center gap-1.5 rounded-full border border-current px-2.25 py-0.5 text-xs font-[620] whitespace-nowrap',
        TONE_TEXT[tone],
        isSolid && 'bg-current',
        className,
      )}
    >
      {icon ? <span className={clsx('inline-flex', isSolid && 'text-surface')}>{icon}</span> : null}
      <span className={clsx(isSolid && 'text-surface')}>{children}</span>
    </span>
  );
}
