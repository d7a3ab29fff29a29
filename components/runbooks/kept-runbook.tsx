import Link from 'next/link';
import { Id } from '@/components/ui/id';
import { Notice } from '@/components/ui/notice';
import { PageHead } from '@/components/ui/page-head';
import { LocalTime } from '@/components/ui/time';
import type { KeptRunbookPageView } from '@/lib/contracts/runbook-import';
import { ImportedProcedures } from './import/import-draft';

/** A version that was brought in, to be read. Nothing starts from here. */
export function KeptRunbook({ kept }: { kept: KeptRunbookPageView }) {
  return (
    <div className="page max-w-5xl!">
      <nav aria-label="Where you are" className="mb-2 text-small text-muted">
        <Link href="/runbooks" className="link">
          Runbooks
        </Link>{' '}
        <span aria-hidden>/</span> Brought in
      </nav>
      <PageHead title={kept.title} about={`${kept.key}, ${kept.label}`} />
      <Notice tone="info" title="Not in force">
        <p>
          No plan is made from it. To put it in force, add its procedures and SQL to the console’s files and start it
          anew.
        </p>
      </Notice>
      <p className="mt-3 flex flex-wrap items-center gap-x-3 text-small text-faint">
        Kept <LocalTime at={kept.keptAt} />
        <Id value={kept.hash} label="runbook hash" />
      </p>
      <h2 className="sr-only">Procedures</h2>
      <div className="mt-4.5 grid grid-cols-1 gap-4.5">
        <ImportedProcedures procedures={kept.procedures} />
      </div>
    </div>
  );
}
