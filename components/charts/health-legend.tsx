import clsx from 'clsx';
import type { HealthMark, HealthMarkKind, HealthPoint, HealthSeries } from '@/lib/contracts/health-view';
import { MARK_SIGNS } from '@/lib/domain/health-drawing';
import { useZone } from '../ui/render-context';
import { formatTime } from '../ui/time-model';
import { formatMs, formatPercent } from './figures';

/** What the two curves are and their figures now, or where the pointer is. Its height never changes. */
export function HealthLegend({
  series,
  pointed,
  marks,
  baselineP95Ms,
  caption,
}: {
  series: HealthSeries;
  pointed: HealthPoint | null;
  marks: readonly HealthMark[];
  baselineP95Ms: number;
  caption?: string;
}) {
  const zone = useZone();
  const shown = pointed ?? series.points.at(-1) ?? null;
  return (
    <figcaption className="mb-1 flex h-5 items-center gap-x-2.5 sm:ml-10 sm:gap-x-4 overflow-hidden whitespace-nowrap text-small">
      <span className="text-critical">
        <Dot /> error rate <b className="num">{shown ? formatPercent(shown.errorRatePercent) : '–'}</b>
      </span>
      <span className="text-running">
        <Dot /> <span className="max-sm:hidden">p95 latency</span>
        <span className="sm:hidden">p95</span> <b className="num">{shown ? formatMs(shown.p95Ms) : '–'}</b>{' '}
        <span className="num text-faint">usual {formatMs(baselineP95Ms)}</span>
      </span>
      <MarkLegend marks={marks} className="max-lg:hidden print:inline-flex" />
      <span className="num ml-auto text-faint max-md:hidden">
        {pointed ? formatTime(pointed.at, zone, true) : caption}
      </span>
    </figcaption>
  );
}

function Dot() {
  return <span aria-hidden className="mb-px inline-block size-2 rounded-full bg-current" />;
}

const KINDS: Record<HealthMarkKind, string> = { turn: 'moment', change: 'change', message: 'told' };

/** Which sign is of what: only those that are there. */
export function MarkLegend({ marks, className }: { marks: readonly HealthMark[]; className?: string }) {
  const kinds = (Object.keys(KINDS) as HealthMarkKind[]).filter((kind) => marks.some((mark) => mark.kind === kind));
  if (kinds.length === 0) return null;
  return (
    <span className={clsx('inline-flex gap-2.5 text-faint', className)}>
      {kinds.map((kind) => (
        <span key={kind} className="inline-flex items-center gap-1">
          <svg width="10" height="10" viewBox="-5.5 -5.5 11 11" aria-hidden className="overflow-visible">
            <path d={MARK_SIGNS[kind]} fill="none" stroke="currentColor" strokeWidth={1.6} />
          </svg>
          {KINDS[kind]}
        </span>
      ))}
    </span>
  );
}
