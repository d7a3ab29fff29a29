'use client';

import { Check, Keyboard, KeyRound, LogOut, Monitor, Moon, ScrollText, SquareTerminal, Sun } from 'lucide-react';
import Link from 'next/link';
import { signOut } from 'next-auth/react';
import { DropdownMenu } from 'radix-ui';
import { ROLE_WORDS } from '@/components/people/people-model';
import type { Theme } from '@/lib/client/preferences';
import type { Me } from '@/lib/contracts/views';
import { mayDo } from '@/lib/domain/permissions';
import { useTheme } from './providers';
import { useShortcutHelp } from './shortcuts';
import { initialsOf } from './shortcuts-model';

const THEMES: { value: Theme; title: string; Icon: typeof Sun }[] = [
  { value: 'system', title: 'As the system', Icon: Monitor },
  { value: 'light', title: 'Light', Icon: Sun },
  { value: 'dark', title: 'Dark', Icon: Moon },
];
const ITEM =
  'flex min-h-9 cursor-pointer items-center gap-2.5 rounded-md px-2.5 outline-none data-highlighted:bg-sunken';

/** A person as two letters; the name is beside it or read aloud. */
export function Avatar({ name, className }: { name: string; className?: string }) {
  return (
    <span
      title={name}
      className={`grid size-6.5 shrink-0 place-items-center rounded-full bg-accent-soft text-[0.6875rem] font-[640] text-accent ${className ?? ''}`}
    >
      <span aria-hidden>{initialsOf(name)}</span>
      <span className="sr-only">{name}</span>
    </span>
  );
}

export function UserMenu({ me }: { me: Me }) {
  const { theme, chooseTheme } = useTheme();
  const openHelp = useShortcutHelp();
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger
        aria-label={`Your menu, ${me.name} (${initialsOf(me.name)})`}
        className="grid size-9 place-items-center rounded-full hover:bg-sunken"
      >
        <span
          aria-hidden
          className="grid size-7 place-items-center rounded-full bg-accent-soft text-[0.6875rem] font-[640] text-accent"
        >
          {initialsOf(me.name)}
        </span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          className="z-50 min-w-60 rounded-card border border-line bg-surface p-1.5 shadow-pop"
        >
          <div className="px-2.5 pt-1.5 pb-2.5">
            <div className="font-[620]">{me.name}</div>
            <div className="text-small text-muted">{me.email}</div>
            <div className="text-small text-muted">{ROLE_WORDS[me.role]}</div>
          </div>
          <DropdownMenu.Separator className="mx-1 my-1 h-px bg-line" />
          <DropdownMenu.Label className="label px-2.5 pt-1">Look</DropdownMenu.Label>
          <DropdownMenu.RadioGroup value={theme} onValueChange={(value) => chooseTheme(value as Theme)}>
            {THEMES.map(({ value, title, Icon }) => (
              <DropdownMenu.RadioItem key={value} value={value} className={ITEM}>
                <Icon aria-hidden className="size-4 text-muted" />
                <span className="grow">{title}</span>
                <DropdownMenu.ItemIndicator>
                  <Check aria-hidden className="size-4 text-accent" />
                </DropdownMenu.ItemIndicator>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator className="mx-1 my-1 h-px bg-line" />
          <DropdownMenu.Item className={ITEM} asChild>
            <Link href="/account">
              <KeyRound aria-hidden className="size-4 text-muted" />
              Sessions and passkeys
            </Link>
          </DropdownMenu.Item>
          <DropdownMenu.Item className={ITEM} asChild>
            <Link href="/tokens">
              <SquareTerminal aria-hidden className="size-4 text-muted" />
              Terminal tokens
            </Link>
          </DropdownMenu.Item>
          {mayDo(me.role, 'audit.read') ? (
            <DropdownMenu.Item className={ITEM} asChild>
              <Link href="/audit">
                <ScrollText aria-hidden className="size-4 text-muted" />
                Audit
              </Link>
            </DropdownMenu.Item>
          ) : null}
          <DropdownMenu.Item className={ITEM} onSelect={openHelp}>
            <Keyboard aria-hidden className="size-4 text-muted" />
            <span className="grow">Keyboard shortcuts</span>
            <kbd>?</kbd>
          </DropdownMenu.Item>
          <DropdownMenu.Item className={ITEM} onSelect={() => void signOut({ callbackUrl: '/sign-in' })}>
            <LogOut aria-hidden className="size-4 text-muted" />
            Sign out
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
