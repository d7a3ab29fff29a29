import type { ReactNode } from 'react';
import type { HealthColour, HealthDrawing, HealthPart } from '@/lib/domain/health-drawing';
import { HEALTH_STYLE } from '@/lib/domain/health-drawing';

const STROKE: Record<HealthColour, string> = {
  critical: 'stroke-critical',
  running: 'stroke-running',
  line: 'stroke-line',
  faint: 'stroke-faint',
  muted: 'stroke-muted',
  neutral: 'stroke-muted',
  ok: 'stroke-ok',
  fail: 'stroke-fail',
  unknown: 'stroke-unknown',
};
const FILL: Record<HealthColour, string> = {
  critical: 'fill-critical',
  running: 'fill-running',
  line: 'fill-line',
  faint: 'fill-faint',
  muted: 'fill-muted',
  neutral: 'fill-muted',
  ok: 'fill-ok',
  fail: 'fill-fail',
  unknown: 'fill-unknown',
};

type Style = { colour: HealthColour; width?: number; dash?: string; paperDash?: string; opacity?: number };
const styleOf = (part: HealthPart): Style => HEALTH_STYLE[part];

/**
 * The drawing on a screen. The browser stretches it to its width, so the server's picture already has its final size and
 * nothing jumps; signs and words keep their form.
 */
export function HealthPlot({ drawing, children }: { drawing: HealthDrawing; children?: ReactNode }) {
  const percent = (x: number) => `${((x / drawing.width) * 100).toFixed(3)}%`;
  return (
    <svg width="100%" height={drawing.fullHeight} className="block overflow-visible" aria-hidden>
      {drawing.lines.map(({ part, y }) => {
        const { colour, width, dash, opacity } = styleOf(part);
        return (
          <line
            key={part}
            x1="0"
            x2="100%"
            y1={y}
            y2={y}
            className={STROKE[colour]}
            strokeWidth={width}
            strokeDasharray={dash}
            opacity={opacity}
          />
        );
      })}
      <svg
        x="0"
        y="0"
        width="100%"
        height={drawing.height}
        viewBox={`0 0 ${drawing.width} ${drawing.height}`}
        preserveAspectRatio="none"
        className="overflow-visible"
        aria-hidden
      >
        {drawing.paths.map(({ part, d }) => (
          <Curve key={part} part={part} d={d} />
        ))}
      </svg>
      {drawing.dots.map(({ part, x, y, r }) => (
        <circle key={`${part}${x}`} cx={percent(x)} cy={y} r={r} className={FILL[styleOf(part).colour]} />
      ))}
      {drawing.marks.map((mark) => (
        <g key={mark.id} className={STROKE[mark.tone]}>
          <line
            x1={percent(mark.x)}
            x2={percent(mark.x)}
            y1={mark.top}
            y2={drawing.height}
            strokeWidth={1.4}
            strokeDasharray="2 3"
          />
          <svg x={percent(mark.x)} y={drawing.height} className="overflow-visible" aria-hidden>
            <path d={mark.sign} strokeWidth={1.8} className="fill-surface" />
          </svg>
          {mark.text ? (
            <text
              x={percent(mark.x)}
              y={mark.text.y}
              textAnchor={mark.text.anchor}
              stroke="none"
              className="fill-muted text-tick"
            >
              {mark.text.words}
            </text>
          ) : null}
        </g>
      ))}
      {children}
    </svg>
  );
}

function Curve({ part, d }: { part: HealthPart; d: string }) {
  const { colour, width, paperDash, opacity } = styleOf(part);
  if (width === undefined) return <path d={d} className={FILL[colour]} opacity={opacity} />;
  return (
    <path
      d={d}
      fill="none"
      className={`${STROKE[colour]} ${paperDash ? 'print:[stroke-dasharray:5_2.5]' : ''}`}
      strokeWidth={width}
      opacity={opacity}
      vectorEffect="non-scaling-stroke"
      strokeLinejoin="round"
    />
  );
}

/** The scale beside the plot. */
export function HealthAxis({ drawing }: { drawing: HealthDrawing }) {
  return (
    <svg width="40" height="100%" className="absolute top-0 -left-10 overflow-visible" aria-hidden>
      {drawing.axis.map(({ part, y, words }) => (
        <text key={part} x="34" y={y + 3.5} textAnchor="end" className={`num text-tick ${FILL[styleOf(part).colour]}`}>
          {words}
        </text>
      ))}
    </svg>
  );
}
