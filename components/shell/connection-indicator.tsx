'use client';

import { clsx } from 'clsx';
import { LogIn, Radio, WifiOff } from 'lucide-react';
import { usePathname } from 'next/navigation';
import type { Connection } from '@/lib/client/polling-policy';
import { LocalTime } from '../ui/time';
import { useConnection, useDownSince } from './live';

const WORDS: Record<Connection, { short: string; long: string }> = {
  connecting: { short: 'Connecting', long: 'Connecting. The page shows what was true when it loaded.' },
  live: { short: 'Live', long: 'Live: this page changes by itself within a second.' },
  reconnecting: {
    short: 'Reconnecting',
    long: 'The live connection is down. The page asks every few seconds by itself.',
  },
  offline: {
    short: 'Offline',
    long: 'This device has no network. The page shows what was true before, and keeps what you type; it catches up by itself.',
  },
  signed_out: { short: 'Signed out', long: 'You are signed out. Sign in again: you come back to this page.' },
};

/** Whether what is shown is true now. Calm while it is, plain when it is not. */
export function ConnectionIndicator() {
  const connection = useConnection();
  const downSince = useDownSince();
  const path = usePathname();
  const { short, long } = WORDS[connection];
  if (connection === 'signed_out') {
    return (
      <a
        href={`/sign-in?next=${encodeURIComponent(path)}`}
        className="inline-flex min-h-8 items-center gap-1.5 rounded-full border border-current px-2.5 text-xs font-[620] text-fail"
      >
        <LogIn aria-hidden className="size-3.5" />
        Signed out: sign in again
      </a>
    );
  }
  const isDown = connection === 'reconnecting' || connection === 'offline';
  const Icon = isDown ? WifiOff : Radio;
  return (
    <span
      role="status"
      title={long}
      className={clsx(
        'inline-flex items-center gap-1.5 text-xs whitespace-nowrap',
        isDown ? 'font-[620] text-waiting' : connection === 'live' ? 'text-ok' : 'text-faint',
      )}
    >
      <Icon aria-hidden className={clsx('size-3.5', isDown && 'animate-breathe')} />
      <span aria-hidden className={clsx(isDown ? 'max-[22rem]:sr-only' : 'hidden lg:inline')}>
        {short}
        {isDown && downSince ? (
          <span className="max-sm:hidden">
            {' since '}
            <LocalTime at={downSince} withSeconds />
          </span>
        ) : null}
      </span>
      <span className="sr-only">
        {long}
        {isDown && downSince ? (
          <>
            {' Since '}
            <LocalTime at={downSince} withSeconds />.
          </>
        ) : null}
      </span>
    </span>
  );
}
