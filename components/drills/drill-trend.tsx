'use client';

import { scaleLinear } from 'd3-scale';
import { useWidth } from '@/components/charts/use-width';
import { useZone } from '@/components/ui/render-context';
import { formatDay } from '@/components/ui/time-model';
import { resultWords, type TrendPoint } from './drills-model';

const HEIGHT = 96;
const PAD = { left: 44, right: 16, top: 14, bottom: 8 };
/** Fewer points are no trend, and their rows say as much. */
const LEAST = 3;

/** Each drill's time as a part of its target: below the line is in time. */
export function DrillTrend({ points }: { points: TrendPoint[] }) {
  const [box, width] = useWidth(800);
  const zone = useZone();
  if (points.length < LEAST) return null;
  const top = Math.max(1.25, ...points.map((point) => point.share));
  const x = scaleLinear([0, points.length - 1], [PAD.left, Math.max(PAD.left + 1, width - PAD.right)]);
  const y = scaleLinear([0, top], [HEIGHT - PAD.bottom, PAD.top]);
  const place = (point: TrendPoint, index: number) => `${x(index)},${y(point.share)}`;
  return (
    <div ref={box} className="border-b border-line px-1 pt-2">
      {/* biome-ignore lint/a11y/useSemanticElements: a drawing is no fieldset, and no single picture: its parts lead to the drills */}
      <svg role="group" aria-label={trendWords(points)} width="100%" height={HEIGHT} className="block overflow-visible">
        <line x1={PAD.left} x2={width - PAD.right} y1={y(1)} y2={y(1)} className="stroke-edge" strokeDasharray="4 4" />
        <text x={PAD.left - 6} y={y(1)} dy="0.32em" textAnchor="end" className="fill-muted text-xs">
          target
        </text>
        <polyline points={points.map(place).join(' ')} className="fill-none stroke-drill-text" strokeWidth={1.5} />
        {points.map((point, index) => (
          <a key={point.id} href={`/drills/${point.id}`} tabIndex={-1}>
            <circle
              cx={x(index)}
              cy={y(point.share)}
              r={4.5}
              className={point.share > 1 ? 'fill-surface stroke-waiting' : 'fill-ok stroke-ok'}
              strokeWidth={2}
            >
              <title>{`${point.title}, ${formatDay(point.at, zone)}: ${resultWords(point)}`}</title>
            </circle>
          </a>
        ))}
      </svg>
    </div>
  );
}

function trendWords(points: readonly TrendPoint[]): string {
  const late = points.filter((point) => point.share > 1).length;
  return `Time against the target, oldest first: ${points.length - late} of ${points.length} drills in time`;
}
