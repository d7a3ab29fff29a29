'use client';

import clsx from 'clsx';
import { useId, useMemo, useState } from 'react';
import type { HealthMark, HealthPoint, HealthSeries } from '@/lib/contracts/health-view';
import {
  buildPaths,
  buildScales,
  type ChartPaths,
  type ChartScales,
  describeChart,
  nearestPoint,
  PLOT_WIDTH,
  type PlacedMark,
  placeMarks,
} from './health-chart-model';
import { HealthLegend } from './health-legend';
import { HealthTable } from './health-table';
import { useWidth } from './use-width';

const LABEL_ROW_PX = 15;
const TONE_STROKE: Record<HealthMark['tone'], string> = {
  neutral: 'stroke-muted',
  ok: 'stroke-ok',
  fail: 'stroke-fail',
  running: 'stroke-running',
  unknown: 'stroke-unknown',
};

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
  className?: string;
};

/**
 * Error rate and p95 latency over a time, with a mark for everything that people did. The plot is stretched to its
 * width by the browser, so the server's picture already has its final size; only labels wait for the measured width.
 */
export function HealthChart({
  series,
  marks,
  baselineP95Ms,
  height = 72,
  labelRows = 2,
  labelWidthPx = 4000,
  caption,
  isLoading = false,
  className,
}: HealthChartProps) {
  const [ref, width] = useWidth(900);
  const [share, setShare] = useState<number | null>(null);
  const tableId = useId();
  const scales = useMemo(() => buildScales(series, baselineP95Ms, height), [series, baselineP95Ms, height]);
  const paths = useMemo(() => buildPaths(series, scales, height), [series, scales, height]);
  const placed = useMemo(
    () => placeMarks(marks, series, Math.min(width, labelWidthPx), labelRows),
    [marks, series, width, labelWidthPx, labelRows],
  );
  const pointed = share === null ? null : nearestPoint(series, share);
  return (
    <figure className={clsx('m-0', className)}>
      <HealthLegend series={series} pointed={pointed} baselineP95Ms={baselineP95Ms} caption={caption} />
      <div className="relative ml-10">
        <AxisLabels scales={scales} />
        <div
          ref={ref}
          onPointerMove={(event) => setShare(shareOf(event.clientX, event.currentTarget))}
          onPointerLeave={() => setShare(null)}
        >
          <svg
            width="100%"
            height={height + labelRows * LABEL_ROW_PX + 6}
            role="img"
            aria-label={describeChart(series, marks)}
            aria-describedby={tableId}
            className="block overflow-visible"
          >
            <Grid scales={scales} height={height} baselineP95Ms={baselineP95Ms} />
            <Curves paths={paths} height={height} />
            <g>
              {placed.map((mark) => (
                <Mark key={`${mark.at}${mark.label}`} mark={mark} height={height} />
              ))}
            </g>
            {pointed ? <Crosshair point={pointed} scales={scales} height={height} /> : null}
            {series.points.length === 0 && !isLoading ? (
              <text x="50%" y={height / 2} textAnchor="middle" className="fill-faint text-[12px]">
                Nothing measured yet. The first probe draws here.
              </text>
            ) : null}
          </svg>
        </div>
        <HealthTable id={tableId} series={series} />
      </div>
    </figure>
  );
}

function shareOf(clientX: number, element: Element): number {
  const box = element.getBoundingClientRect();
  return Math.min(1, Math.max(0, (clientX - box.left) / Math.max(box.width, 1)));
}

function AxisLabels({ scales }: { scales: ChartScales }) {
  return (
    <svg width="40" height="100%" className="absolute -left-10 top-0 overflow-visible" aria-hidden>
      {[90, 0].map((percent) => (
        <text
          key={percent}
          x="34"
          y={scales.error(percent) + 3.5}
          textAnchor="end"
          className={clsx('num text-[10.5px]', percent === 90 ? 'fill-critical' : 'fill-faint')}
        >
          {percent === 90 ? '90 %' : '0'}
        </text>
      ))}
    </svg>
  );
}

function Grid({ scales, height, baselineP95Ms }: { scales: ChartScales; height: number; baselineP95Ms: number }) {
  const usual = scales.latency(baselineP95Ms);
  return (
    <g aria-hidden>
      <line x1="0" x2="100%" y1={height} y2={height} className="stroke-line" />
      <line
        x1="0"
        x2="100%"
        y1={scales.error(90)}
        y2={scales.error(90)}
        strokeDasharray="3 4"
        className="stroke-critical"
        strokeWidth={0.9}
        opacity={0.6}
      />
      <line
        x1="0"
        x2="100%"
        y1={usual}
        y2={usual}
        strokeDasharray="1 4"
        className="stroke-running"
        strokeWidth={1}
        opacity={0.7}
      />
    </g>
  );
}

function Curves({ paths, height }: { paths: ChartPaths; height: number }) {
  return (
    <>
      <svg
        x="0"
        y="0"
        width="100%"
        height={height}
        viewBox={`0 0 ${PLOT_WIDTH} ${height}`}
        preserveAspectRatio="none"
        className="overflow-visible"
        aria-hidden
      >
        <path d={paths.errorArea} className="fill-critical" opacity={0.13} />
        <path
          d={paths.latencyLine}
          fill="none"
          className="stroke-running"
          strokeWidth={1.4}
          vectorEffect="non-scaling-stroke"
          strokeLinejoin="round"
          opacity={0.9}
        />
        <path
          d={paths.errorLine}
          fill="none"
          className="stroke-critical"
          strokeWidth={1.7}
          vectorEffect="non-scaling-stroke"
          strokeLinejoin="round"
        />
      </svg>
      {paths.dots.map((dot) => (
        <g key={dot.x} aria-hidden>
          <circle cx={`${(dot.x / PLOT_WIDTH) * 100}%`} cy={dot.latencyY} r={2.4} className="fill-running" />
          <circle cx={`${(dot.x / PLOT_WIDTH) * 100}%`} cy={dot.errorY} r={2.8} className="fill-critical" />
        </g>
      ))}
    </>
  );
}

function Mark({ mark, height }: { mark: PlacedMark; height: number }) {
  const x = `${mark.percent.toFixed(3)}%`;
  return (
    <g className={TONE_STROKE[mark.tone]}>
      <title>{mark.label}</title>
      <line x1={x} x2={x} y1={2} y2={height} strokeWidth={1.4} strokeDasharray="2 3" />
      <circle cx={x} cy={height} r={3.4} strokeWidth={1.8} className="fill-surface" />
      <rect x={x} y={0} width={10} height={height} transform="translate(-5 0)" fill="transparent" stroke="none" />
      {mark.isLabelled ? (
        <text
          x={x}
          y={height + 15 + mark.row * LABEL_ROW_PX}
          textAnchor={mark.anchor}
          stroke="none"
          className="fill-muted text-[10.5px]"
        >
          {mark.short}
        </text>
      ) : null}
    </g>
  );
}

function Crosshair({ point, scales, height }: { point: HealthPoint; scales: ChartScales; height: number }) {
  const x = `${(scales.x(point.at) / PLOT_WIDTH) * 100}%`;
  return (
    <g aria-hidden className="pointer-events-none print:hidden">
      <line x1={x} x2={x} y1={0} y2={height} className="stroke-edge" strokeWidth={1} />
      <circle cx={x} cy={scales.latency(point.p95Ms)} r={3} className="fill-running stroke-surface" />
      <circle cx={x} cy={scales.error(point.errorRatePercent)} r={3} className="fill-critical stroke-surface" />
    </g>
  );
}
