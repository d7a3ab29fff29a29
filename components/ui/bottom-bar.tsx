import { clsx } from 'clsx';
import type { ReactNode } from 'react';

type Props = {
  /** Left: who or what is waited for. */
  waiting?: ReactNode;
  /** Beside the primary action: `BesideButtons`, where they may be more than a phone has room for. */
  secondary?: ReactNode;
  /** The one thing to do now: right end; full width on a phone. */
  primary?: ReactNode;
  className?: string;
};

/** Always at the bottom edge. The page above it needs bottom padding: put it last, and it brings its own spacer. */
export function BottomBar({ waiting, secondary, primary, className }: Props) {
  return (
    <>
      <div aria-hidden className="no-print h-40 sm:h-20" />
      <section
        aria-label="What to do now"
        className={clsx('no-print fixed inset-x-0 bottom-0 z-20 border-t border-line bg-surface shadow-bar', className)}
      >
        <div className="flex flex-col gap-2.5 px-3.5 pt-2.5 pb-[max(0.75rem,env(safe-area-inset-bottom))] sm:flex-row sm:items-center sm:gap-3 sm:px-5 sm:pt-3">
          <div aria-live="polite" className="line-clamp-2 min-w-0 grow text-small text-muted empty:hidden sm:text-sm">
            {waiting}
          </div>
          {/* On a phone what does not fit beside the primary action stands above it. */}
          <div className="flex min-w-0 shrink-0 flex-wrap items-stretch gap-2 max-sm:[&>*]:grow sm:ml-auto sm:flex-nowrap sm:items-center sm:gap-2.5">
            {secondary}
            {primary}
          </div>
        </div>
      </section>
    </>
  );
}
