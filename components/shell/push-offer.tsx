'use client';

import { BellRing, X } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { keepPreference, NO_PUSH_OFFER_COOKIE } from '@/lib/client/preferences';
import { PlainButton } from '../ui/plain-button';

/** For who may approve and can be told nowhere; gone for a year where they do not want it. Drawn by the server or not at all. */
export function PushOffer({ className = '' }: { className?: string }) {
  const [isGone, setIsGone] = useState(false);
  if (isGone) return null;
  return (
    <p
      className={`flex items-center gap-2.5 rounded-card border border-line bg-surface py-1 pr-1 pl-3.5 text-small text-muted ${className}`}
    >
      <BellRing aria-hidden className="size-4 shrink-0" />
      <span className="min-w-0 grow">
        <Link href="/account#notifications" className="link inline-flex min-h-11 items-center sm:min-h-9">
          Let this device tell you when your approval is needed
        </Link>
      </span>
      <PlainButton
        aria-label="Do not offer notifications any more"
        onClick={() => {
          keepPreference(NO_PUSH_OFFER_COOKIE, '1');
          setIsGone(true);
        }}
        className="grid size-11 shrink-0 place-items-center rounded-control hover:bg-sunken hover:text-text sm:size-9"
      >
        <X aria-hidden className="size-4" />
      </PlainButton>
    </p>
  );
}
