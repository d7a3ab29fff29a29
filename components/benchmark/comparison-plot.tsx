import { clsx } from 'clsx';
import type { Comparison } from '@/lib/contracts/benchmark';
import { useWidth } from '../charts/use-width';
import { buildPlot, describePlot, type PlotBar } from './comparison-plot-model';

const AXIS_PX = 22;

/** Before and now, query by query: from p50 to p99, p95 as the dot. The table beside it has the figures. */
export function ComparisonPlot({ comparison }: { comparison: Comparison }) {
  const [ref, width] = useWidth(640);
  const plot = buildPlot(comparison, width);
  if (plot.rows.length === 0) return null;
  return (
    <figure className="m-0">
      <figcaption className="mb-1 flex flex-wrap gap-x-4 gap-y-0.5 text-small">
        <span className="text-faint">
          <Swatch /> {comparison.before.words}
        </span>
        <span className="text-running">
          <Swatch /> {comparison.now.words}
        </span>
        <span className="text-faint">from p50 to p99, the dot is p95</span>
      </figcaption>
      <div ref={ref}>
        <svg
          width="100%"
          height={plot.height + AXIS_PX}
          role="img"
          aria-label={describePlot(comparison)}
          className="block overflow-visible"
        >
          {plot.ticks.map((tick) => (
            <g key={tick.label} aria-hidden>
              <line x1={tick.x} x2={tick.x} y1={0} y2={plot.height} className="stroke-line" />
              <text x={tick.x} y={plot.height + 15} textAnchor="middle" className="num fill-faint text-tick">
                {tick.label}
              </text>
            </g>
          ))}
          {plot.rows.map((row) => (
            <g key={row.key} aria-hidden>
              <text x={0} y={row.y + 11} className={clsx('text-xs', row.isRegression ? 'fill-fail' : 'fill-text')}>
                {row.title}
                {row.isRegression ? ' · worse' : ''}
              </text>
              <Bar bar={row.before} className="fill-idle stroke-idle" />
              <Bar
                bar={row.now}
                className={row.isRegression ? 'fill-fail stroke-fail' : 'fill-running stroke-running'}
              />
            </g>
          ))}
        </svg>
      </div>
    </figure>
  );
}

function Bar({ bar, className }: { bar: PlotBar; className: string }) {
  return (
    <g className={className}>
      <title>{bar.words}</title>
      <line x1={bar.p50} x2={bar.p99} y1={bar.y} y2={bar.y} strokeWidth={3} strokeLinecap="round" opacity={0.55} />
      <circle cx={bar.p50} cy={bar.y} r={2.6} stroke="none" />
      <circle cx={bar.p95} cy={bar.y} r={4.6} stroke="none" />
      <line x1={bar.p99} x2={bar.p99} y1={bar.y - 4} y2={bar.y + 4} strokeWidth={2} />
    </g>
  );
}

function Swatch() {
  return <span aria-hidden className="mb-px inline-block size-2 rounded-full bg-current" />;
}
