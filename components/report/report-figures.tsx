import { clsx } from 'clsx';
import type { ReportView } from '@/lib/contracts/report-view';
import { figuresOf } from '@/lib/domain/report-document';
import { HealthChart } from '../charts/health-chart';
import { MarkLegend } from '../charts/health-legend';
import { showTimelineLine } from '../room/show-timeline-line';

const TONES = { neutral: '', ok: 'text-ok', fail: 'text-fail' };

/** Four figures, then the picture: when it broke, what was done, when it worked. */
export function ReportFigures({ report }: { report: ReportView }) {
  return (
    <>
      <dl className="mt-5 grid grid-cols-2 overflow-hidden rounded-card border border-line bg-line [gap:1px] sm:grid-cols-4 print:grid-cols-4">
        {figuresOf(report).map((figure) => (
          <div key={figure.key} className="bg-surface px-3.5 py-2.5">
            <dt className="label">{figure.label}</dt>
            <dd
              className={clsx(
                'num text-xl leading-snug font-[640] tracking-[-0.01em] [overflow-wrap:anywhere]',
                figure.words.length > 14 && 'text-base',
                TONES[figure.tone],
              )}
            >
              {figure.words}
            </dd>
          </div>
        ))}
      </dl>
      <section aria-label="Health over the incident" className="mt-5 [break-inside:avoid]">
        <HealthChart
          series={report.series}
          marks={report.marks}
          baselineP95Ms={report.baselineP95Ms}
          height={90}
          labelRows={3}
          labelWidthPx={620}
          onMark={(mark) => showTimelineLine(mark.id)}
        />
        <p className="mt-1 text-small text-muted">
          Share of calls that failed, and how slow the slowest twentieth was, with everything that was done.{' '}
          {report.recoveredSentence} <MarkLegend marks={report.marks} className="lg:hidden print:hidden" />
        </p>
      </section>
    </>
  );
}
