'use client';

import { useNow, useZone } from './render-context';
import { formatDay, formatDuration, formatExact, formatRelative, formatTime, isSameDay, spell } from './time-model';

/** "3 min ago"; the exact time with its zone on hover. */
export function RelativeTime({ at, className }: { at: string; className?: string }) {
  const now = useNow();
  const zone = useZone();
  return (
    <time dateTime={at} title={formatExact(at, zone)} className={className} suppressHydrationWarning>
      {formatRelative(at, now)}
    </time>
  );
}

/** "14:02" today, "21 Nov 2026, 14:02" on another day; `withSeconds` for logs, `withZone` where no other time shows it. */
export function LocalTime({
  at,
  className,
  withSeconds = false,
  withZone = false,
}: {
  at: string;
  className?: string;
  withSeconds?: boolean;
  withZone?: boolean;
}) {
  const now = useNow();
  const zone = useZone();
  const exact = formatExact(at, zone);
  const time = formatTime(at, zone, withSeconds);
  return (
    <time dateTime={at} title={exact} className={className} suppressHydrationWarning>
      {isSameDay(at, now, zone) ? time : `${formatDay(at, zone)}, ${time}`}
      {withZone ? ` ${exact.split(' ').at(-1)}` : ''}
    </time>
  );
}

/** Time since `since`, ticking: "38 s", "3 min"; `form="clock"` gives "0:38". */
export function Elapsed({
  since,
  form = 'words',
  className,
}: {
  since: string;
  form?: 'words' | 'clock';
  className?: string;
}) {
  const now = useNow();
  const zone = useZone();
  const passed = now - Date.parse(since);
  return (
    <time dateTime={since} title={formatExact(since, zone)} className={className} suppressHydrationWarning>
      {form === 'clock' ? formatDuration(passed) : spell(passed)}
    </time>
  );
}
