'use client';

import { clsx } from 'clsx';
import * as DropdownMenu from 'radix-ui/dropdown-menu';
import { type ReactElement, useRef } from 'react';
import type { Beside } from './beside-model';

type Props = { items: readonly Beside[]; press: (key: string) => void; button: ReactElement };

/** Open from the start: it is fetched by the press that asks for it. What cannot be chosen now says why in place. */
export function MoreMenu({ items, press, button }: Props) {
  const chosen = useRef<(() => void) | null>(null);
  return (
    <DropdownMenu.Root defaultOpen>
      <DropdownMenu.Trigger asChild>{button}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="start"
          side="top"
          sideOffset={8}
          collisionPadding={12}
          // Only now is the focus back on the button: a window that opens any sooner would give it to a line that has gone.
          onCloseAutoFocus={() => {
            const run = chosen.current;
            chosen.current = null;
            if (run) queueMicrotask(run);
          }}
          className="z-50 grid w-[min(20rem,calc(100vw-1.5rem))] rounded-card border border-line bg-surface p-1.5 shadow-pop"
        >
          {items.map((item) => (
            <MenuLine
              key={item.key}
              item={item}
              choose={() => {
                chosen.current = 'go' in item ? item.go : () => press(item.key);
              }}
            />
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function MenuLine({ item, choose }: { item: Beside; choose: () => void }) {
  const { label, isDanger, disabledBecause } =
    'go' in item ? { label: item.label, isDanger: false, disabledBecause: undefined } : item.action;
  return (
    <DropdownMenu.Item
      aria-disabled={disabledBecause ? true : undefined}
      onSelect={(event) => (disabledBecause ? event.preventDefault() : choose())}
      className={clsx(
        'flex min-h-touch cursor-pointer flex-col justify-center rounded-md px-2.5 py-2 font-[580] outline-none data-highlighted:bg-sunken',
        disabledBecause ? 'text-muted' : isDanger && 'text-critical',
      )}
    >
      {label}
      {disabledBecause ? <span className="text-small font-normal">{disabledBecause}</span> : null}
    </DropdownMenu.Item>
  );
}
