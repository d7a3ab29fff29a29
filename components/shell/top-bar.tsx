'use client';

import { clsx } from 'clsx';
import { Menu, Search } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { useIsHydrated } from '@/components/ui/render-context';
import { getApprovals } from '@/lib/client/fetchers';
import { queryKeys } from '@/lib/client/query-keys';
import type { ApprovalSummary } from '@/lib/contracts/approval-view';
import type { Me } from '@/lib/contracts/views';
import { ConnectionIndicator } from './connection-indicator';
import { useLiveQuery } from './live';
import { Palette } from './palette';
import { isAt, PLACES } from './shortcuts-model';
import { UserMenu } from './user-menu';

type Props = { me: Me; approvals: ApprovalSummary[] };

export function TopBar({ me, approvals }: Props) {
  const [isFinding, setIsFinding] = useState(false);
  const { data } = useLiveQuery({ queryKey: queryKeys.approvals(), queryFn: getApprovals, initial: approvals });
  const waiting = (data ?? approvals).filter((approval) => approval.canDecide && approval.state === 'requested').length;
  return (
    <header className="no-print flex h-13 items-center gap-5 border-b border-line bg-surface px-3.5 sm:px-5">
      <PhoneMenu waiting={waiting} />
      <Link href="/" className="text-base font-bold tracking-[-0.01em]">
        Rollback
      </Link>
      <nav aria-label="Main" className="hidden min-w-0 items-center gap-1 lg:flex">
        <Places waiting={waiting} className="rounded-md px-2 py-1.5" />
      </nav>
      <div className="ml-auto flex items-center gap-2.5">
        <ConnectionIndicator />
        <FindButton open={() => setIsFinding(true)} />
        <UserMenu me={me} />
      </div>
      <Palette isOpen={isFinding} onOpenChange={setIsFinding} />
    </header>
  );
}

function FindButton({ open }: { open: () => void }) {
  const isHydrated = useIsHydrated();
  const isMac = !isHydrated || /mac|iphone|ipad/i.test(navigator.userAgent);
  return (
    <button
      type="button"
      onClick={open}
      aria-keyshortcuts="Meta+K Control+K"
      className="inline-flex min-h-9 min-w-9 items-center justify-center gap-2 rounded-control px-2 text-small text-muted hover:bg-sunken hover:text-text"
    >
      <Search aria-hidden className="size-4.5 xl:hidden" />
      <span className="sr-only xl:not-sr-only">Find or do</span>
      <kbd aria-hidden className="hidden min-w-8 text-center xl:inline-block">
        {isMac ? '⌘K' : 'Ctrl K'}
      </kbd>
    </button>
  );
}

function Places({ waiting, className, onGo }: { waiting: number; className?: string; onGo?: () => void }) {
  const path = usePathname();
  return PLACES.map((place) => {
    const isHere = isAt(place.href, path);
    return (
      <Link
        key={place.key}
        href={place.href}
        onClick={onGo}
        aria-current={isHere ? 'page' : undefined}
        className={clsx(
          'inline-flex items-center gap-1.5 whitespace-nowrap hover:text-text',
          isHere ? 'font-[620] text-text' : 'text-muted',
          className,
        )}
      >
        {place.title}
        {place.key === 'approvals' && waiting > 0 ? <ApprovalCount waiting={waiting} /> : null}
      </Link>
    );
  });
}

function ApprovalCount({ waiting }: { waiting: number }) {
  return (
    <span className="num grid h-5 min-w-5 place-items-center rounded-full bg-critical px-1.5 text-xs font-bold text-accent-ink">
      <span aria-hidden>{waiting}</span>
      <span className="sr-only">, {waiting} waiting for you</span>
    </span>
  );
}

function PhoneMenu({ waiting }: { waiting: number }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Popover.Root open={isOpen} onOpenChange={setIsOpen}>
      <Popover.Trigger
        aria-label={waiting > 0 ? `Menu, ${waiting} waiting for your approval` : 'Menu'}
        className="relative -ml-1 grid size-10 place-items-center rounded-control hover:bg-sunken lg:hidden"
      >
        <Menu aria-hidden className="size-5" />
        {waiting > 0 ? (
          <span
            aria-hidden
            className="absolute top-1.5 right-1.5 size-2.5 rounded-full border-2 border-surface bg-critical"
          />
        ) : null}
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
