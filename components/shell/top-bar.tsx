'use client';

import { Search } from 'lucide-react';
import Link from 'next/link';
import { type Dispatch, lazy, type SetStateAction, Suspense, useCallback, useEffect, useState } from 'react';
import { useIsHydrated } from '@/components/ui/render-context';
import { getWaiting } from '@/lib/client/fetchers';
import { queryKeys } from '@/lib/client/query-keys';
import { untilFetched } from '@/lib/client/until-fetched';
import type { WaitingView } from '@/lib/contracts/push';
import type { Me } from '@/lib/contracts/views';
import { PlainButton } from '../ui/plain-button';
import { WhenPressed } from '../ui/when-pressed';
import { ConnectionIndicator } from './connection-indicator';
import { useLiveQuery } from './live';
import { PhoneButton } from './phone-button';
import { Places } from './places';
import { UserButton } from './user-button';
import { type PushKeeping, WaitingCount } from './waiting-count';

const Palette = lazy(() => untilFetched(() => import('./palette').then((file) => ({ default: file.Palette }))));
const PhoneMenu = lazy(() => untilFetched(() => import('./phone-menu').then((file) => ({ default: file.PhoneMenu }))));
const UserMenu = lazy(() => untilFetched(() => import('./user-menu').then((file) => ({ default: file.UserMenu }))));

type Props = { me: Me; waiting: WaitingView; push: PushKeeping };

export function TopBar({ me, waiting: initial, push }: Props) {
  const [isFinding, setIsFinding] = useState(false);
  const close = useCallback(() => setIsFinding(false), []);
  useFindKey(setIsFinding);
  const { data } = useLiveQuery({ queryKey: queryKeys.waiting(), queryFn: getWaiting, initial });
  const all = data ?? initial;
  const waiting = all.approvals;
  return (
    <header className="no-print flex h-13 items-center gap-5 border-b border-line bg-surface px-3.5 sm:px-5">
      <WhenPressed button={<PhoneButton waiting={waiting} />}>
        <PhoneMenu waiting={waiting} />
      </WhenPressed>
      <Link href="/" className="text-base font-bold tracking-[-0.01em]">
        Rollback
      </Link>
      <nav aria-label="Main" className="hidden min-w-0 items-center gap-1 lg:flex">
        <Places waiting={waiting} className="rounded-md px-2 py-1.5" />
      </nav>
      <div className="ml-auto flex items-center gap-1 sm:gap-2.5">
        <ConnectionIndicator />
        <FindButton open={() => setIsFinding(true)} />
        <WhenPressed button={<UserButton me={me} />}>
          <UserMenu me={me} />
        </WhenPressed>
      </div>
      <WaitingCount waiting={all} push={push} />
      {isFinding ? (
        <Suspense>
          <Palette close={close} />
        </Suspense>
      ) : null}
    </header>
  );
}

function FindButton({ open }: { open: () => void }) {
  const isHydrated = useIsHydrated();
  const isMac = !isHydrated || /mac|iphone|ipad/i.test(navigator.userAgent);
  return (
    <PlainButton
      onClick={open}
      aria-keyshortcuts="Meta+K Control+K"
      className="inline-flex min-h-touch min-w-touch items-center sm:min-h-9 sm:min-w-9 justify-center gap-2 rounded-control px-2 text-small text-muted hover:bg-sunken hover:text-text"
    >
      <Search aria-hidden className="size-4.5 xl:hidden" />
      <span className="sr-only xl:not-sr-only">Find or do</span>
      <kbd aria-hidden className="hidden min-w-8 text-center xl:inline-block">
        {isMac ? '⌘K' : 'Ctrl K'}
      </kbd>
    </PlainButton>
  );
}

/** ⌘K or Ctrl K opens and closes it from anywhere. */
function useFindKey(setIsFinding: Dispatch<SetStateAction<boolean>>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.shiftKey || event.altKey)
        return;
      event.preventDefault();
      setIsFinding((isFinding) => !isFinding);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [setIsFinding]);
}
