'use client';

import { clsx } from 'clsx';
import { useNow } from './render-context';
import { readClock } from './time-model';

type Props = {
  respondBy: string;
  /** When the system was well again or the incident closed: the clock shows what was left, and stands. */
  stoppedAt?: string | null;
  /** Above the figure, such as "respond within 5 min". */
  label?: string;
  size?: 'large' | 'medium' | 'small';
  className?: string;
};

const SIZES = {
  large: 'text-clock tracking-[-0.02em]',
  medium: 'text-xl tracking-[-0.01em] leading-tight',
  small: 'text-sm',
};

/** The one clock of an incident: counts down, then says how far over. */
export function Clock({ respondBy, stoppedAt, label, size = 'medium', className }: Props) {
  const now = useNow();
  const reading = readClock(respondBy, stoppedAt ? Date.parse(stoppedAt) : now);
  return (
    <div className={clsx('text-right', className)}>
      {label ? <div className="label whitespace-nowrap">{label}</div> : null}
      {/* Announced on demand, not every second. */}
      <div
        role="timer"
        aria-live="off"
        aria-label={`${stoppedAt ? 'Stopped: ' : ''}${reading.spoken}`}
        className={clsx(
          'num font-semibold whitespace-nowrap',
          SIZES[size],
          !stoppedAt && reading.tone === 'over' && 'text-fail',
        )}
      >
        {reading.words}
      </div>
    </div>
  );
}
