'use client';

import { clsx } from 'clsx';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { untilFetched } from '@/lib/client/until-fetched';

const Tooltip = lazy(() => untilFetched(() => import('./tooltip').then((file) => ({ default: file.Tooltip }))));

/**
 * Shows beside a button why it is shut, while it is pointed at or has the focus: what places the words is fetched only
 * then. The button itself carries them for whoever hears the page.
 */
export function ShutReason({ text, className, children }: { text: string; className?: string; children: ReactNode }) {
  const [isShown, setIsShown] = useState(false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only watched; what is pressed and focused is the button inside.
    <span
      className={clsx('relative inline-grid max-w-full', className)}
      onPointerEnter={() => setIsShown(true)}
      onPointerLeave={() => setIsShown(false)}
      onFocus={() => setIsShown(true)}
      onBlur={() => setIsShown(false)}
    >
      {children}
      {isShown ? (
        <Suspense>
          <Tooltip text={text} onClose={() => setIsShown(false)} />
        </Suspense>
      ) : null}
    </span>
  );
}
