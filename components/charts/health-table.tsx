import type { HealthMark, HealthSeries } from '@/lib/contracts/health-view';
import { useZone } from '../ui/render-context';
import { formatTime } from '../ui/time-model';
import { formatMs, formatPercent } from './figures';
import { samplePoints } from './health-chart-model';

/** The chart's figures and marks for people who do not see it. */
export function HealthTable({ series, marks }: { series: HealthSeries; marks: readonly HealthMark[] }) {
  const zone = useZone();
  return (
    <div className="sr-only">
      <table>
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
      <MarkTable marks={marks} />
    </div>
  );
}

function MarkTable({ marks }: { marks: readonly HealthMark[] }) {
  const zone = useZone();
  if (marks.length === 0) return null;
  return (
    <table>
      <caption>What is marked</caption>
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">What happened</th>
          <th scope="col">By</th>
        </tr>
      </thead>
      <tbody>
        {marks.map((mark) => (
          <tr key={mark.id}>
            <td>{formatTime(mark.at, zone, true)}</td>
            <td>{mark.what}</td>
            <td>{mark.by}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
