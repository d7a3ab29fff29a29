'use client';

import * as Radix from 'radix-ui/tooltip';
import type { ReactNode } from 'react';

/** Extra words above what it stands in, until Escape or a scroll takes them away; never the only place where something is said. */
export function Tooltip({ text, onClose }: { text: ReactNode; onClose: () => void }) {
  return (
    <Radix.Provider>
      <Radix.Root open onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}>
        <Radix.Trigger asChild>
          <span aria-hidden className="pointer-events-none absolute inset-0" />
        </Radix.Trigger>
        <Radix.Portal>
          <Radix.Content
            sideOffset={6}
            collisionPadding={10}
            className="z-60 max-w-72 rounded-control bg-text px-2.5 py-1.5 text-xs text-bg shadow-pop"
          >
            {text}
            <Radix.Arrow className="fill-text" />
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  );
}
