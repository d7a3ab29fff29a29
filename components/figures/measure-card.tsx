'use client';

import { symbol, symbolCircle, symbolDiamond } from 'd3-shape';
import { useWidth } from '@/components/charts/use-width';
import { Card } from '@/components/ui/card';
import { useZone } from '@/components/ui/render-context';
import { formatDay } from '@/components/ui/time-model';
import type { FiguresView, Measure } from '@/lib/contracts/figures-view';
import { MEASURE_WORDS } from '@/lib/domain/figures-over-time';
import { plotFigures, timeWords } from './figures-model';

const BOX = { height: 168, left: 62, right: 12, top: 12, bottom: 12 };
const INCIDENT = symbol(symbolCircle, 44)() ?? '';
const DRILL = symbol(symbolDiamond, 44)() ?? '';

/** One measure: what it means, its median and worst, and a dot for each incident. The table below has the same in words. */
export function MeasureCard({ measure, view }: { measure: Measure; view: FiguresView }) {
  const [ref, width] = useWidth(900);
  const zone = useZone();
  const { title, about } = MEASURE_WORDS[measure];
  const { incidents, drills } = view.totals[measure];
  const plot = plotFigures(measure, view, { ...BOX, width });
  const words = `${title}: ${incidents.count} incidents, median ${timeWords(incidents.medianMs)}, worst ${timeWords(incidents.worstMs)}; ${drills.count} drills, median ${timeWords(drills.medianMs)}`;
  return (
    <Card as="section" aria-labelledby={`measure-${measure}`} className="px-4.5 py-3.5">
      <div className="flex flex-wrap items-baseline gap-x-6 gap-y-1">
        <h2 id={`measure-${measure}`} className="text-lg font-[640] tracking-[-0.01em]">
          {title}
        </h2>
        <p className="num">
          <span className="text-muted">half within</span> <b>{timeWords(incidents.medianMs)}</b>
          <span className="ml-4 text-muted">slowest</span> <b>{timeWords(incidents.worstMs)}</b>
          <span className="ml-4 text-muted">of {incidents.count}</span>
        </p>
        {drills.count > 0 ? (
          <p className="num text-small text-drill-text">
            drills: half within {timeWords(drills.medianMs)}, of {drills.count}
          </p>
        ) : null}
      </div>
      <p className="max-w-prose text-small text-muted">{about}</p>
      <div ref={ref} className="mt-2">
        {/* biome-ignore lint/a11y/useSemanticElements: a drawing is no fieldset, and no single picture: its parts lead to the reports */}
        <svg role="group" aria-label={words} width="100%" height={BOX.height} className="block overflow-visible">
          {plot.ticks.map(({ y, words: label }) => (
            <g key={label}>
              <line x1={BOX.left} x2={width - BOX.right} y1={y} y2={y} className="stroke-line" />
              <text x={BOX.left - 8} y={y} dy="0.32em" textAnchor="end" className="num fill-muted text-xs">
                {label}
              </text>
            </g>
          ))}
          <path d={plot.median} className="fill-none stroke-accent" strokeWidth={1.5} />
          {plot.dots.map((dot) => (
            <a key={dot.code} href={`/reports/${dot.code}`} tabIndex={-1}>
              <path
                d={dot.isDrill ? DRILL : INCIDENT}
                transform={`translate(${dot.x},${dot.y})`}
                className={dot.isDrill ? 'fill-surface stroke-drill-text' : 'fill-accent stroke-surface'}
                strokeWidth={1.5}
              >
                <title>{`${dot.isDrill ? 'Drill: ' : ''}${dot.title}, ${formatDay(dot.declaredAt, zone)}: ${timeWords(dot[measure])}`}</title>
              </path>
            </a>
          ))}
        </svg>
      </div>
      <p className="flex flex-wrap gap-x-5 text-small text-muted">
        <span>
          <Mark d={INCIDENT} className="fill-accent" /> incident
        </span>
        <span>
          <Mark d={DRILL} className="fill-surface stroke-drill-text" /> drill
        </span>
        <span>
          <span aria-hidden className="mr-1.5 inline-block h-0.5 w-4 bg-accent align-middle" />
          median of the incidents
        </span>
        {plot.isCapped ? <span>Those that took longer stand at the upper edge.</span> : null}
      </p>
    </Card>
  );
}

function Mark({ d, className }: { d: string; className: string }) {
  return (
    <svg aria-hidden width="12" height="12" viewBox="-6 -6 12 12" className="mr-0.5 inline-block align-[-1px]">
      <path d={d} className={className} strokeWidth={1.5} />
    </svg>
  );
}
