'use client';

import type { ReportView } from '@/lib/contracts/report-view';
import type { FollowUpActions } from '../follow-ups/follow-up-model';
import { FollowUpSection } from '../follow-ups/follow-up-section';
import { useRefreshEvery } from '../shell/use-refresh';
import { ReportBenchmark } from './report-benchmark';
import { ReportChecks } from './report-checks';
import { ReportCommands } from './report-commands';
import { ReportExceptions } from './report-exceptions';
import { ReportFigures } from './report-figures';
import { ReportFoot } from './report-foot';
import { ReportForetold } from './report-foretold';
import { ReportHead } from './report-head';
import { ReportMessages } from './report-messages';
import { missingFields } from './report-model';
import { ReportSections, type WriteReport } from './report-sections';
import { ReportTimeline } from './report-timeline';

const REFRESH_MS = 15_000;

/** The report as a document: it reads top to bottom, prints to clean A4, and its open fields are written in place. */
export function ReportScreen({
  report,
  writer,
  write,
  followUps,
}: {
  report: ReportView;
  writer: string;
  write: WriteReport;
  followUps: FollowUpActions;
}) {
  useFreshness(report.isPartial);
  const missing = report.canWrite ? missingFields(report) : [];
  return (
    <div className="page print:max-w-none print:p-0">
      <article
        aria-labelledby="report-title"
        className="card mx-auto max-w-document px-4 py-5 sm:px-11 sm:py-8 print:border-0 print:p-0"
      >
        <ReportHead report={report} missing={missing.length} />
        <ReportExceptions report={report} />
        <ReportFigures report={report} />
        <ReportSections
          report={report}
          writer={writer}
          write={write}
          afterSection={(key) =>
            key === 'actions' || (key.includes('action') && !key.includes('follow')) ? (
              <>
                <ReportForetold runs={report.foretold} />
                <ReportCommands commands={report.commands} />
              </>
            ) : key === 'follow_up' ? (
              <FollowUpSection of={report.followUps} actions={followUps} />
            ) : null
          }
        />
        <ReportChecks checks={report.checks} />
        <ReportBenchmark benchmarks={report.benchmarks} />
        <ReportMessages messages={report.messages} />
        <ReportTimeline items={report.timeline} />
        <ReportFoot report={report} />
      </article>
    </div>
  );
}

/** A partial report grows while the run goes on. */
function useFreshness(isPartial: boolean) {
  useRefreshEvery(isPartial ? REFRESH_MS : null);
}
