'use client';

import { buttonClasses, linkClasses } from '@/components/ui/button-classes';
// It comes with every page, since what is broken cannot be fetched: it takes as little as it can.
import { PlainButton } from '../ui/plain-button';

/** The server's digest of an error, which its log carries too; what a browser's own error has is its name. */
export function referenceOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null;
  if ('digest' in error && typeof error.digest === 'string' && error.digest !== '') return error.digest;
  return null;
}

/** Says that the page broke, that the rollback did not, and what to do. */
export function ErrorScreen({ error, retry }: { error: unknown; retry: () => void }) {
  const reference = referenceOf(error);
  return (
    <div role="alert" className="page max-w-xl! pt-16!">
      <h1 className="text-step font-[640] tracking-[-0.015em]">This page could not be shown</h1>
      <p className="mt-2 text-muted">
        Nothing was changed by this. A rollback that is running goes on: the worker does not need this page.
      </p>
      {reference ? (
        <p className="mt-4 flex flex-wrap items-center gap-1.5 text-small text-muted">
          For an administrator, reference <code className="font-mono text-xs break-all select-all">{reference}</code>
        </p>
      ) : null}
      <div className="mt-6 flex flex-wrap gap-2.5">
        <PlainButton onClick={retry} className={buttonClasses('primary')}>
          Load it again
        </PlainButton>
        {/* A new document: whatever broke this one is gone with it. */}
        <a href="/" className={linkClasses('secondary', 'large')}>
          Go to Now
        </a>
      </div>
    </div>
  );
}
