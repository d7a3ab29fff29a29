import type { ComponentProps } from 'react';
import type { Me } from '@/lib/contracts/views';
import { PlainButton } from '../ui/plain-button';
import { initialsOf } from './shortcuts-model';

/** What opens one's own menu. */
export function UserButton({ me, ...props }: { me: Me } & ComponentProps<'button'>) {
  return (
    <PlainButton
      aria-haspopup="menu"
      {...props}
      className="relative -mr-2 grid size-touch place-items-center rounded-full hover:bg-sunken sm:mr-0 sm:size-9"
    >
      <span
        aria-hidden
        className="grid size-7 place-items-center rounded-full bg-accent-soft text-tiny font-[640] text-accent"
      >
        {initialsOf(me.name)}
      </span>
      <span className="sr-only">Your menu, {me.name}</span>
    </PlainButton>
  );
}
