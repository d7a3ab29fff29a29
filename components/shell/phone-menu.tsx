'use client';

import * as Popover from 'radix-ui/popover';
import { useState } from 'react';
import { PhoneButton } from './phone-button';
import { Places } from './places';

/** Open from the start: it is fetched by the press that asks for it. */
export function PhoneMenu({ waiting }: { waiting: number }) {
  const [isOpen, setIsOpen] = useState(true);
  return (
    <Popover.Root open={isOpen} onOpenChange={setIsOpen}>
      <Popover.Trigger asChild>
        <PhoneButton waiting={waiting} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={6}
          collisionPadding={10}
          className="z-50 w-64 rounded-card border border-line bg-surface p-1.5 shadow-pop"
        >
          <nav aria-label="Main" className="flex flex-col">
            <Places
              waiting={waiting}
              onGo={() => setIsOpen(false)}
              className="min-h-11 rounded-md px-3 aria-[current=page]:bg-sunken"
            />
          </nav>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
