'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import type { ReportView } from '@/lib/contracts/report-view';
import { ReportBenchmark } from './report-benchmark';
import { ReportChecks } from './report-checks';
import { ReportCommands } from './report-commands';
import { ReportExceptions } from './report-exceptions';
import { ReportFigures } from './report-figures';
import { ReportFoot } from './report-foot';
import { ReportHead } from './report-head';
import { ReportMessages } from './report-messages';
import { missingFields } from './report-model';
import { ReportSections, type WriteReport } from './report-sections';
import { ReportTimeline } from './report-timeline';

const REFRESH_MS = 15_000;

/** The report as a document: it reads top to bottom, prints to clean A4, and its open fields are written in place. */
export function ReportScreen({ report, write }: { report: ReportView; write: WriteReport }) {
  useFreshness(report.isPartial);
  const missing = report.canWrite ? missingFields(report) : [];
  return (
    <div className="page print:max-w-none print:p-0">
      <article
        aria-labelledby="report-title"
        className="card mx-auto max-w-[55rem] px-4 py-5 sm:px-11 sm:py-8 print:border-0 print:p-0"
      >
        <ReportHead report={report} missing={missing.length} />
        <ReportExceptions report={report} />
        <ReportFigures report={report} />
        <ReportSections
          report={report}
          write={write}
          afterSection={(key) =>
            key === 'actions' || (key.includes('action') && !key.includes('follow')) ? (
              <ReportCommands commands={report.commands} />
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
  const router = useRouter();
  useEffect(() => {
    if (!isPartial) return undefined;
    const timer = setInterval(() => router.refresh(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [isPartial, router]);
}
