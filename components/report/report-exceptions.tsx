import type { ReportException, ReportView } from '@/lib/contracts/report-view';
import { Notice } from '../ui/notice';
import { LocalTime } from '../ui/time';

/** What went another way than the rule, before all else: nobody should have to find it in the timeline. */
export function ReportExceptions({ report }: { report: ReportView }) {
  if (report.exceptions.length === 0) return null;
  return (
    <section aria-label="Exceptions" className="mt-4 grid gap-3">
      {report.exceptions.map((one) => (
        <Notice key={`${one.kind}${one.at}${one.title}`} tone="fail" title={one.title}>
          <blockquote className="text-text [overflow-wrap:anywhere]">“{one.reason}”</blockquote>
          <p className="text-small">
            {one.by}, <LocalTime at={one.at} withZone />
            {one.told ? ` · told at once: ${one.told}` : ''}
          </p>
          {one.kind === 'break_glass' ? <Reviewed exception={one} /> : null}
        </Notice>
      ))}
    </section>
  );
}

function Reviewed({ exception: { review } }: { exception: ReportException }) {
  if (!review) return <p className="mt-1 font-medium">Not reviewed yet.</p>;
  return (
    <p className="mt-1">
      <b>{review.verdict === 'justified' ? 'Reviewed: justified' : 'Reviewed: not justified'}</b> by {review.by}: “
      {review.note}”
    </p>
  );
}
