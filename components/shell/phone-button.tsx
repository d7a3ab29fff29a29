import { Menu } from 'lucide-react';
import type { ComponentProps } from 'react';
import { PlainButton } from '../ui/plain-button';

/** What opens the way round where there is no room for it; the dot says that an approval waits. */
export function PhoneButton({ waiting, ...props }: { waiting: number } & ComponentProps<'button'>) {
  return (
    <PlainButton
      aria-haspopup="dialog"
      {...props}
      aria-label={waiting > 0 ? `Menu, ${waiting} waiting for your approval` : 'Menu'}
      className="relative -ml-2 grid size-touch place-items-center rounded-control hover:bg-sunken lg:hidden"
    >
      <Menu aria-hidden className="size-5" />
      {waiting > 0 ? (
        <span
          aria-hidden
          className="absolute top-2 right-2 size-2.5 rounded-full border-2 border-surface bg-critical"
        />
      ) : null}
    </PlainButton>
  );
}
