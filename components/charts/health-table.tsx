import type { HealthSeries } from '@/lib/contracts/health-view';
import { useZone } from '../ui/render-context';
import { formatTime } from '../ui/time-model';
import { formatMs, formatPercent } from './figures';
import { samplePoints } from './health-chart-model';

/** The chart's figures for people who do not see it. */
export function HealthTable({ id, series }: { id: string; series: HealthSeries }) {
  const zone = useZone();
  return (
    <table id={id} className="sr-only">
      <caption>Error rate and p95 latency</caption>
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Error rate</th>
          <th scope="col">p95 latency</th>
        </tr>
      </thead>
      <tbody>
        {samplePoints(series.points).map((point) => (
          <tr key={point.at}>
            <td>{formatTime(point.at, zone, true)}</td>
            <td>{formatPercent(point.errorRatePercent)}</td>
            <td>{formatMs(point.p95Ms)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
