import { Lock, LockOpen } from 'lucide-react';
import type { ReportView } from '@/lib/contracts/report-view';
import { Id } from '../ui/id';
import { LocalTime } from '../ui/time';

/** What the report was built from, so that anybody can check that nothing was changed since. */
export function ReportFoot({ report }: { report: ReportView }) {
  const Icon = report.isChainVerified ? Lock : LockOpen;
  return (
    <footer className="num mt-7 flex items-start gap-2.5 border-t border-line pt-3 text-small text-muted">
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <p>
        Built from {report.eventCount} events, chain head{' '}
        <span className="print:hidden">
          <Id value={report.chainHead} label="chain head" />
        </span>
        <code className="hidden text-xs print:inline">{report.chainHead}</code>
        {report.isChainVerified ? (
          <>
            , verified <LocalTime at={report.at} withZone />.
          </>
        ) : (
          <b className="text-fail">
            , and the chain does not verify: something was changed outside of the console. Show this to an
            administrator.
          </b>
        )}
        {report.writtenBy ? ` Written fields by ${report.writtenBy}.` : ''}
      </p>
    </footer>
  );
}
