'use client';

import { Download, KeyRound } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type ReactNode, useState, useTransition } from 'react';
import { Pages } from '@/components/lists/pages';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/notice';
import { PageHead } from '@/components/ui/page-head';
import { type AuditPage, CONSOLE_CHAIN } from '@/lib/contracts/audit-view';
import type { ActionError, ActionResult } from '@/lib/contracts/result';
import { AuditFilterForm } from './audit-filter-form';
import { addressOf, NO_FILTER } from './audit-model';
import { EventLine } from './event-line';

type Props = {
  page: AuditPage;
  actors: readonly string[];
  kinds: readonly string[];
  fingerprint: string | null;
  verdict: ReactNode;
  exportAudit: (input: { chain: string }) => Promise<ActionResult<{ exportId: string }>>;
};

/** Everything that ever happened here, whether it is what was written, and a signed copy to take along. */
export function AuditScreen({ page, actors, kinds, fingerprint, verdict, exportAudit }: Props) {
  const router = useRouter();
  const [error, setError] = useState<ActionError | null>(null);
  const [isExporting, startExport] = useTransition();
  // A code that is no incident's would be refused: the whole is exported then, and the button says so.
  const scope = page.filter.chain === CONSOLE_CHAIN || page.events.length === 0 ? '' : page.filter.chain;
  const takeAlong = () =>
    startExport(async () => {
      setError(null);
      const made = await exportAudit({ chain: scope });
      if (!made.ok) return setError(made.error);
      window.location.assign(`/api/audit/exports/${made.value.exportId}`);
      router.refresh();
    });
  return (
    <>
      <PageHead
        title="Audit"
        about="Every event, each bound to the one before it. A copy is signed, and can be checked without this console."
        action={
          <Button
            variant="primary"
            isPending={isExporting}
            icon={<Download aria-hidden className="size-4.5" />}
            onClick={takeAlong}
          >
            {scope ? `Export ${scope}` : 'Export the log'}
          </Button>
        }
      />
      {error ? <ErrorNotice error={error} className="mb-4.5" /> : null}
      {verdict}
      <AuditFilterForm filter={page.filter} actors={actors} kinds={kinds} />
      {page.events.length === 0 ? (
        <div className="card">
          <EmptyState
            title={page.nothingBecause}
            action={<Button onClick={() => router.replace(addressOf(NO_FILTER))}>Show everything</Button>}
          >
            Fewer conditions may find it.
          </EmptyState>
        </div>
      ) : (
        <ul aria-label="Events" className="card divide-y divide-line">
          {page.events.map((event) => (
            <EventLine key={event.id} event={event} />
          ))}
        </ul>
      )}
      <Pages here={addressOf(page.filter)} page={page} />
      {fingerprint ? (
        <p className="mt-4.5 flex flex-wrap items-center gap-x-2 text-small text-muted">
          <KeyRound aria-hidden className="size-4" />
          Exports are signed by the key <code className="font-mono text-xs break-all">{fingerprint}</code>
          <a href="/api/audit/key" download className="inline-flex min-h-11 items-center underline underline-offset-2">
            Download the public key
          </a>
        </p>
      ) : null}
    </>
  );
}
