'use client';

import { clsx } from 'clsx';
import { useId } from 'react';
import { useNow } from '@/components/ui/render-context';
import { RelativeTime } from '@/components/ui/time';
import type { HealthPoint, HealthSeries, HealthSummary } from '@/lib/contracts/health-view';
import {
  buildSparkline,
  formatLatency,
  formatPercent,
  isStale,
  SPARK_HEIGHT,
  SPARK_WIDTH,
  toneOfErrors,
  toneOfLatency,
} from './health-model';

const INK = { usual: 'text-text', high: 'text-high', critical: 'text-critical' };
// Out of the usual takes its severity's colour; all else stays calm.
const STROKES = { usual: 'var(--running)', high: 'var(--high)', critical: 'var(--critical)' };

/** Error rate and latency side by side, each with its line, what is usual, and how old the figure is. */
export function TargetHealth({ health, series }: { health: HealthSummary; series: HealthSeries }) {
  if (health.measuredAt === null)
    return (
      <p className="mt-2.5 min-h-20 text-muted">
        Not probed yet. The first figures come within ten seconds of the worker’s start.
      </p>
    );
  return (
    <div className="mt-2.5">
      <div className="grid grid-cols-2 gap-5">
        <Figure
          label="Error rate"
          value={formatPercent(health.errorRatePercent)}
          usual={formatPercent(health.baselineErrorRatePercent)}
          tone={toneOfErrors(health)}
          spark={buildSparkline(
            series,
            (point: HealthPoint) => point.errorRatePercent,
            health.baselineErrorRatePercent,
            10,
            formatPercent,
          )}
        />
        <Figure
          label="p95"
          value={formatLatency(health.p95Ms)}
          usual={formatLatency(health.baselineP95Ms)}
          tone={toneOfLatency(health)}
          spark={buildSparkline(
            series,
            (point: HealthPoint) => point.p95Ms,
            health.baselineP95Ms,
            health.baselineP95Ms * 2.5,
            formatLatency,
          )}
        />
      </div>
      <Freshness measuredAt={health.measuredAt} />
      {health.failingEndpoints.length > 0 ? (
        <ul className="mt-2 grid gap-1 border-t border-line pt-2 text-small">
          {health.failingEndpoints.slice(0, 4).map((failing) => (
            <li key={failing.endpoint} className="text-muted">
              <b className="text-fail">{failing.title}</b> {failing.sentence}
            </li>
          ))}
          {health.failingEndpoints.length > 4 ? (
            <li className="text-muted">and {health.failingEndpoints.length - 4} more</li>
          ) : null}
        </ul>
      ) : null}
    </div>
  );
}

function Freshness({ measuredAt }: { measuredAt: string }) {
  const isOld = isStale(measuredAt, useNow());
  return (
    <p className={clsx('mt-1.5 text-xs', isOld ? 'font-[580] text-waiting' : 'text-faint')}>
      {isOld ? 'No newer figure: measured ' : 'measured '}
      <RelativeTime at={measuredAt} />
    </p>
  );
}

type FigureProps = {
  label: string;
  value: string;
  usual: string;
  tone: 'usual' | 'high' | 'critical';
  spark: ReturnType<typeof buildSparkline>;
};

function Figure({ label, value, usual, tone, spark }: FigureProps) {
  const stroke = STROKES[tone];
  const fadeId = useId();
  return (
    <div className="@container min-w-0">
      <div className="flex items-baseline justify-between gap-x-2 text-small @max-[12.5rem]:flex-col">
        <span className={INK[tone]}>
          {label} <b className="num text-sm">{value}</b>
        </span>
        <span className="num text-faint">usual {usual}</span>
      </div>
      {spark ? (
        <svg
          role="img"
          aria-label={`${label} ${spark.words}`}
          viewBox={`0 0 ${SPARK_WIDTH} ${SPARK_HEIGHT}`}
          preserveAspectRatio="none"
          className="mt-1 block h-11 w-full overflow-visible"
        >
          <defs>
            <linearGradient id={fadeId} x1="0" y1="0" x2="0" y2="1">
              <stop offset="0" stopColor={stroke} stopOpacity="0.22" />
              <stop offset="1" stopColor={stroke} stopOpacity="0.02" />
            </linearGradient>
          </defs>
          <line
            x1="0"
            x2={SPARK_WIDTH}
            y1={spark.usualY}
            y2={spark.usualY}
            stroke="var(--edge)"
            strokeDasharray="3 4"
            vectorEffect="non-scaling-stroke"
          />
          <path d={spark.area} fill={`url(#${fadeId})`} />
          <path
            d={spark.line}
            fill="none"
            stroke={stroke}
            strokeWidth="1.6"
            strokeLinejoin="round"
            vectorEffect="non-scaling-stroke"
          />
        </svg>
      ) : (
        <div className="mt-1 grid h-11 place-items-center rounded-md bg-sunken text-xs text-faint">
          gathering figures
        </div>
      )}
    </div>
  );
}
