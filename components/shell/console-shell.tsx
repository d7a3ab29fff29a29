import { type ReactNode, Suspense } from 'react';
import { GuideProvider, GuideStrip } from '@/components/guide/guide-context';
import type { GuideView } from '@/lib/contracts/guide-view';
import type { WaitingView } from '@/lib/contracts/push';
import type { ActionResult } from '@/lib/contracts/result';
import type { Me } from '@/lib/contracts/views';
import { LiveProvider } from './live';
import { ShortcutsProvider } from './shortcuts';
import { TopBar } from './top-bar';
import type { PushKeeping } from './waiting-count';

/** Around every page of the console: the way round, the live connection, the shortcuts. The page is inside `main`. */
export function ConsoleShell({
  me,
  waiting,
  guide,
  setGuide,
  push,
  children,
}: {
  me: Me;
  waiting: WaitingView;
  guide: GuideView;
  setGuide: (input: unknown) => Promise<ActionResult>;
  push: PushKeeping;
  children: ReactNode;
}) {
  return (
    <LiveProvider>
      <GuideProvider initial={guide} setGuide={setGuide}>
        <ShortcutsProvider>
          <div className="flex min-h-dvh flex-col">
            <a
              href="#main"
              className="sr-only rounded-control bg-surface px-3 py-2 focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-60 focus:shadow-pop"
            >
              Go to the content
            </a>
            <TopBar me={me} waiting={waiting} push={push} />
            <Suspense>
              <GuideStrip />
            </Suspense>
            <main id="main" tabIndex={-1} className="flex min-w-0 grow flex-col outline-none">
              {children}
            </main>
          </div>
        </ShortcutsProvider>
      </GuideProvider>
    </LiveProvider>
  );
}
