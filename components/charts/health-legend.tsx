import type { HealthPoint, HealthSeries } from '@/lib/contracts/health-view';
import { useZone } from '../ui/render-context';
import { formatTime } from '../ui/time-model';
import { formatMs, formatPercent } from './figures';

/** What the two curves are and their figures now, or where the pointer is. Its height never changes. */
export function HealthLegend({
  series,
  pointed,
  baselineP95Ms,
  caption,
}: {
  series: HealthSeries;
  pointed: HealthPoint | null;
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
      <span className="num ml-auto text-faint max-md:hidden">
        {pointed ? formatTime(pointed.at, zone, true) : caption}
      </span>
    </figcaption>
  );
}

function Dot() {
  return <span aria-hidden className="mb-px inline-block size-2 rounded-full bg-current" />;
}
