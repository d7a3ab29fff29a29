'use client';

import {
  Check,
  Compass,
  Keyboard,
  KeyRound,
  LogOut,
  Monitor,
  Moon,
  ScrollText,
  SquareTerminal,
  Sun,
} from 'lucide-react';
import Link from 'next/link';
import { signOut } from 'next-auth/react';
import * as DropdownMenu from 'radix-ui/dropdown-menu';
import { useGuide } from '@/components/guide/guide-context';
import { ROLE_WORDS } from '@/components/people/people-model';
import type { Theme } from '@/lib/client/preferences';
import type { Me } from '@/lib/contracts/views';
import { mayDo } from '@/lib/domain/permissions';
import { useTheme } from './providers';
import { useShortcutHelp } from './shortcuts';
import { UserButton } from './user-button';

const THEMES: { value: Theme; title: string; Icon: typeof Sun }[] = [
  { value: 'system', title: 'As the system', Icon: Monitor },
  { value: 'light', title: 'Light', Icon: Sun },
  { value: 'dark', title: 'Dark', Icon: Moon },
];
const ITEM =
  'flex min-h-touch cursor-pointer sm:min-h-9 items-center gap-2.5 rounded-md px-2.5 outline-none data-highlighted:bg-sunken';

/** What waits for somebody is nothing for who looks at this device next. */
function leave(): void {
  if ('clearAppBadge' in navigator) void navigator.clearAppBadge().catch(() => undefined);
  void signOut({ callbackUrl: '/sign-in' });
}

/** Open from the start: it is fetched by the press that asks for it. */
export function UserMenu({ me }: { me: Me }) {
  const { theme, chooseTheme } = useTheme();
  const openHelp = useShortcutHelp();
  const guide = useGuide();
  return (
    <DropdownMenu.Root defaultOpen>
      <DropdownMenu.Trigger asChild>
        <UserButton me={me} />
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
              Your account
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
          {guide.isOn ? null : (
            <DropdownMenu.Item className={ITEM} onSelect={() => void guide.change('on')}>
              <Compass aria-hidden className="size-4 text-muted" />
              Practise with a drill
            </DropdownMenu.Item>
          )}
          <DropdownMenu.Item className={ITEM} onSelect={openHelp}>
            <Keyboard aria-hidden className="size-4 text-muted" />
            <span className="grow">Keyboard shortcuts</span>
            <kbd>?</kbd>
          </DropdownMenu.Item>
          <DropdownMenu.Item className={ITEM} onSelect={leave}>
            <LogOut aria-hidden className="size-4 text-muted" />
            Sign out
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
