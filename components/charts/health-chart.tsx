'use client';

import clsx from 'clsx';
import { type KeyboardEvent, type PointerEvent, useId, useMemo, useState } from 'react';
import type { HealthMark, HealthSeries } from '@/lib/contracts/health-view';
import { drawHealth, type HealthScales, scaleHealth } from '@/lib/domain/health-drawing';
import { useZone } from '../ui/render-context';
import {
  buildStops,
  describeChart,
  PLOT_WIDTH,
  type Stop,
  stopAfterKey,
  stopAtShare,
  stopKey,
  stopWords,
} from './health-chart-model';
import { HealthLegend } from './health-legend';
import { HealthNote } from './health-note';
import { HealthAxis, HealthPlot } from './health-plot';
import { HealthTable } from './health-table';
import { useWidth } from './use-width';

/** How near a pointer has to be to mean a mark; a finger is no needle. */
const REACH_PX = 14;

export type HealthChartProps = {
  series: HealthSeries;
  marks: HealthMark[];
  baselineP95Ms: number;
  /** Of the plot without its labels, in pixels. */
  height?: number;
  labelRows?: number;
  /** Labels are laid out for at most this width, so that a narrower sheet of paper still has room for them. */
  labelWidthPx?: number;
  /** What stands at the right end of the legend. */
  caption?: string;
  /** Keeps the place without claiming that nothing was measured. */
  isLoading?: boolean;
  /** Leads to the line of the timeline that a mark stands for. */
  onMark?: (mark: HealthMark) => void;
  className?: string;
};

/**
 * Error rate and p95 latency over a time, with a mark for everything that explains them. One stop of the Tab key: arrows
 * go through the figures, `m` through the marks, and each place is said as a slider's value.
 */
export function HealthChart({ className, caption, isLoading = false, ...props }: HealthChartProps) {
  const { series, marks, baselineP95Ms, height = 72, labelRows = 2, labelWidthPx = 4000, onMark } = props;
  const [ref, width] = useWidth(900);
  const [pointed, setPointed] = useState<string | null>(null);
  const zone = useZone();
  const id = useId();
  const size = { width: PLOT_WIDTH, height, labelRows, labelWidth: Math.min(width, labelWidthPx) };
  const { labelWidth } = size;
  const drawing = useMemo(
    () => drawHealth(series, marks, baselineP95Ms, { width: PLOT_WIDTH, height, labelRows, labelWidth }),
    [series, marks, baselineP95Ms, height, labelRows, labelWidth],
  );
  const stops = useMemo(() => buildStops(series, marks), [series, marks]);
  const index = pointed === null ? -1 : stops.findIndex((stop) => stopKey(stop) === pointed);
  const stop = stops[index] ?? null;
  const goTo = (next: number | null) => setPointed(next === null || !stops[next] ? null : stopKey(stops[next]));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' && stop?.mark && onMark) onMark(stop.mark);
    else if (event.key === 'Escape' && stop) goTo(null);
    else {
      const next = stopAfterKey(stops, index < 0 ? null : index, event.key);
      if (next === null) return;
      goTo(next);
    }
    // The shell has keys of its own, and a page scrolls by the arrows.
    event.preventDefault();
    event.stopPropagation();
  };
  const onPointer = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / Math.max(box.width, 1)));
    goTo(stopAtShare(stops, series, share, REACH_PX / Math.max(box.width, 1)));
  };
  return (
    <figure className={clsx('m-0', className)}>
      <HealthLegend series={series} pointed={stop?.point ?? null} marks={marks} {...{ baselineP95Ms, caption }} />
      <p id={`${id}-about`} className="sr-only">
        {describeChart(series, marks)} Arrow keys read the figures, m goes from mark to mark
        {onMark ? ', Enter to its line of the timeline' : ''}.
      </p>
      <div className="relative ml-10">
        <HealthAxis drawing={drawing} />
        <div
          ref={ref}
          role="slider"
          tabIndex={0}
          aria-label="Error rate and p95 latency over time"
          aria-describedby={`${id}-about`}
          aria-valuemin={0}
          aria-valuemax={Math.max(stops.length - 1, 0)}
          aria-valuenow={index < 0 ? Math.max(stops.length - 1, 0) : index}
          aria-valuetext={stop ? stopWords(stop, zone) : lastWords(stops, zone)}
          onKeyDown={onKeyDown}
          onPointerMove={onPointer}
          onPointerDown={onPointer}
          // A finger that is lifted has left; what it pointed at stays until another place is touched.
          onPointerLeave={(event) => event.pointerType === 'mouse' && goTo(null)}
          onBlur={() => goTo(null)}
          onClick={({ nativeEvent }) => {
            const isTouch = nativeEvent instanceof window.PointerEvent && nativeEvent.pointerType === 'touch';
            if (stop?.mark && !isTouch) onMark?.(stop.mark);
          }}
          className={clsx('rounded-sm', stop?.mark && onMark && 'cursor-pointer')}
        >
          <HealthPlot drawing={drawing}>
            {stop ? <Crosshair stop={stop} scales={scaleHealth(series, baselineP95Ms, size)} height={height} /> : null}
            {series.points.length === 0 && !isLoading ? (
              <text x="50%" y={height / 2} textAnchor="middle" className="fill-faint text-xs">
                Nothing measured yet. The first probe draws here.
              </text>
            ) : null}
          </HealthPlot>
        </div>
        {stop?.mark ? <HealthNote mark={stop.mark} share={shareOf(stop, series)} isLinked={Boolean(onMark)} /> : null}
        <HealthTable series={series} marks={marks} />
      </div>
    </figure>
  );
}

function lastWords(stops: readonly Stop[], zone: string): string {
  const last = stops.at(-1);
  return last ? `Newest, ${stopWords(last, zone)}` : 'nothing measured';
}

function shareOf(stop: Stop, { from, to }: HealthSeries): number {
  return (Date.parse(stop.at) - Date.parse(from)) / Math.max(Date.parse(to) - Date.parse(from), 1);
}

function Crosshair({ stop: { at, point }, scales, height }: { stop: Stop; scales: HealthScales; height: number }) {
  const x = `${(scales.x(at) / PLOT_WIDTH) * 100}%`;
  const nearest = point ? `${(scales.x(point.at) / PLOT_WIDTH) * 100}%` : x;
  return (
    <g aria-hidden className="pointer-events-none print:hidden">
      <line x1={x} x2={x} y1={0} y2={height} className="stroke-edge" strokeWidth={1} />
      {point ? (
        <>
          <circle cx={nearest} cy={scales.latency(point.p95Ms)} r={3} className="fill-running stroke-surface" />
          <circle
            cx={nearest}
            cy={scales.error(point.errorRatePercent)}
            r={3}
            className="fill-critical stroke-surface"
          />
        </>
      ) : null}
    </g>
  );
}
