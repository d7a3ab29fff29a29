'use client';

import { Tooltip as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

/** Extra words on hover and focus; never the only place where something is said. The child must take focus. */
export function Tooltip({
  text,
  children,
  side = 'top',
}: {
  text: ReactNode;
  children: ReactNode;
  side?: 'top' | 'right' | 'bottom' | 'left';
}) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          sideOffset={6}
          collisionPadding={10}
          className="z-60 max-w-72 rounded-control bg-text px-2.5 py-1.5 text-xs text-bg shadow-pop"
        >
          {text}
          <Radix.Arrow className="fill-text" />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
