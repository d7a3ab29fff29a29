import type { ReactNode } from 'react';
import type { ApprovalSummary } from '@/lib/contracts/approval-view';
import type { Me } from '@/lib/contracts/views';
import { LiveProvider } from './live';
import { ShortcutsProvider } from './shortcuts';
import { TopBar } from './top-bar';

/** Around every page of the console: the way round, the live connection, the shortcuts. The page is inside `main`. */
export function ConsoleShell({
  me,
  approvals,
  children,
}: {
  me: Me;
  approvals: ApprovalSummary[];
  children: ReactNode;
}) {
  return (
    <LiveProvider>
      <ShortcutsProvider>
        <div className="flex min-h-dvh flex-col">
          <a
            href="#main"
            className="sr-only rounded-control bg-surface px-3 py-2 focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-60 focus:shadow-pop"
          >
            Go to the content
          </a>
          <TopBar me={me} approvals={approvals} />
          <main id="main" tabIndex={-1} className="flex min-w-0 grow flex-col outline-none">
            {children}
          </main>
        </div>
      </ShortcutsProvider>
    </LiveProvider>
  );
}
