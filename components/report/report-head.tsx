import Link from 'next/link';
import type { ReportView } from '@/lib/contracts/report-view';
import { formatMs } from '../charts/figures';
import { formatLongDay } from '../charts/times';
import { Id } from '../ui/id';
import { Notice } from '../ui/notice';
import { Pill } from '../ui/pill';
import { useZone } from '../ui/render-context';
import { SeverityBadge } from '../ui/severity';
import { formatExact, formatTime } from '../ui/time-model';
import { TakeAlong } from './take-along';

/** Title, id, when, how long; the ways to take it along. */
export function ReportHead({ report, missing }: { report: ReportView; missing: number }) {
  const zone = useZone();
  const zoneWord = formatExact(report.startedAt, zone).split(' ').at(-1);
  const end = report.endedAt ? formatTime(report.endedAt, zone) : 'now';
  return (
    <header>
      <TakeAlong kind="Database Rollback Incident Report" address={`/api/reports/${encodeURIComponent(report.code)}`} />
      <h1
        id="report-title"
        className="mt-2 text-clock leading-tight font-[660] tracking-[-0.02em] text-balance [overflow-wrap:anywhere]"
      >
        {report.title}
      </h1>
      <div className="num mt-2 flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <SeverityBadge severity={report.severity} />
        {report.isDrill ? <Pill tone="drill">Drill</Pill> : null}
        {report.isPartial ? <Pill tone="waiting">Partial</Pill> : null}
        <Id value={report.code} label="report id" isWhole />
        <span className="text-muted" suppressHydrationWarning>
          {formatLongDay(report.startedAt, zone)} · {formatTime(report.startedAt, zone)} – {end} {zoneWord}
          {report.durationMs === null ? '' : ` · ${formatMs(report.durationMs)}`}
        </span>
      </div>
      <p className="mt-1 text-small text-muted">
        {report.targetName}, {report.environment}
        <span className="no-print">
          {' '}
          ·{' '}
          <Link href={`/incidents/${report.code}`} className="link">
            the incident’s room
          </Link>
        </span>
        {report.drillId ? (
          <>
            {' '}
            ·{' '}
            <Link href={`/drills/${report.drillId}/report`} className="link">
              the drill’s own report
            </Link>
          </>
        ) : null}
      </p>
      {report.isPartial ? (
        <Notice className="mt-4" title="The incident is still open">
          This is what has happened so far. It fills itself in as the work goes on.
        </Notice>
      ) : null}
      {!report.isPartial && missing > 0 ? (
        <Notice
          tone="warn"
          className="no-print mt-4"
          title={missing === 1 ? 'One field is still to be written' : `${missing} fields are still to be written`}
        >
          The facts are filled in from what happened. What only people know is marked below.
        </Notice>
      ) : null}
    </header>
  );
}
