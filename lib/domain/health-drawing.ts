import type { HealthMark, HealthPoint, HealthSeries } from '@/lib/contracts/health-view';

/** Over this many lost buckets in a row a line breaks: a probe that was silent is not a straight line. */
const GAP_BUCKETS = 4;
/** Inter at 10.5 px, on average; the labels are short, so an estimate is enough. */
const CHARACTER_PX = 5.9;
const LABEL_PADDING_PX = 8;
const LABEL_ROW_PX = 15;
/** What the highest figure stays below the upper edge. */
const HEADROOM = 4;
/** The share of failed calls from which on the matrix calls it critical. */
const LIMIT_PERCENT = 90;

/** Meanings of `app/tokens.css`: a screen draws with its tokens, paper with their light values. */
export type HealthColour = 'critical' | 'running' | 'line' | 'faint' | 'muted' | HealthMark['tone'];
type Style = { colour: HealthColour; width?: number; dash?: string; paperDash?: string; opacity?: number };

/** How each part looks. `paperDash`: on paper two lines are told apart without their colour. */
export const HEALTH_STYLE = {
  'error-area': { colour: 'critical', opacity: 0.13 },
  error: { colour: 'critical', width: 1.7 },
  latency: { colour: 'running', width: 1.4, paperDash: '5 2.5', opacity: 0.9 },
  base: { colour: 'line', width: 1 },
  limit: { colour: 'critical', width: 0.9, dash: '3 4', opacity: 0.6 },
  usual: { colour: 'running', width: 1, dash: '1 4', opacity: 0.7 },
  'axis-limit': { colour: 'critical' },
  axis: { colour: 'faint' },
} as const satisfies Record<string, Style>;
export type HealthPart = keyof typeof HEALTH_STYLE;

export type DrawnMark = HealthMark & {
  x: number;
  /** Where its line begins; a message has a short one, since people look for the changes first. */
  top: number;
  /** Its sign as a path around 0,0, to be put at the foot of its line. */
  sign: string;
  /** Null where the label found no free row. */
  text: { words: string; y: number; anchor: 'start' | 'middle' | 'end' } | null;
};

/** All in one unit; x goes from 0 to `width`, y from the top down. */
export type HealthDrawing = {
  width: number;
  /** Of the plot alone. */
  height: number;
  /** With the rows of labels beneath it. */
  fullHeight: number;
  paths: { part: HealthPart; d: string }[];
  lines: { part: HealthPart; y: number }[];
  dots: { part: HealthPart; x: number; y: number; r: number }[];
  marks: DrawnMark[];
  axis: { part: HealthPart; y: number; words: string }[];
};

export type HealthSize = {
  width: number;
  height: number;
  labelRows: number;
  /** The width in pixels that the labels really have; a screen stretches the plot, and never its words. */
  labelWidth: number;
};

export type HealthScales = {
  x: (at: string) => number;
  error: (percent: number) => number;
  latency: (ms: number) => number;
};

/**
 * Error rate and p95 latency over a time, with a mark for everything that explains them. A screen and a PDF both draw
 * exactly this, so that they cannot differ.
 */
export function drawHealth(
  series: HealthSeries,
  marks: readonly HealthMark[],
  baselineP95Ms: number,
  size: HealthSize,
): HealthDrawing {
  const { width, height } = size;
  const scales = scaleHealth(series, baselineP95Ms, size);
  return {
    width,
    height,
    fullHeight: height + size.labelRows * LABEL_ROW_PX + 6,
    ...drawCurves(series, scales, height),
    lines: [
      { part: 'base', y: height },
      { part: 'limit', y: scales.error(LIMIT_PERCENT) },
      { part: 'usual', y: scales.latency(baselineP95Ms) },
    ],
    marks: placeMarks(marks, series, size),
    axis: [
      { part: 'axis-limit', y: scales.error(LIMIT_PERCENT), words: `${LIMIT_PERCENT} %` },
      { part: 'axis', y: height, words: '0' },
    ],
  };
}

/** Maps times to 0..width, and figures to the distance from the top. */
export function scaleHealth(
  series: HealthSeries,
  baselineP95Ms: number,
  { width, height }: Pick<HealthSize, 'width' | 'height'>,
): HealthScales {
  const from = Date.parse(series.from);
  const to = Math.max(Date.parse(series.to), from + 1);
  const slowest = series.points.reduce((most, point) => Math.max(most, point.p95Ms), Math.max(baselineP95Ms * 2, 1));
  const upTo = (most: number) => (figure: number) => height - shareOf(figure, 0, most) * (height - HEADROOM);
  return {
    x: (at) => shareOf(Date.parse(at), from, to) * width,
    error: upTo(100),
    latency: upTo(slowest * 1.25),
  };
}

/** From 0 to 1, and never beyond. A scale of d3 does the same and brings 13 KB to every browser, for ticks and colours. */
function shareOf(value: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, (value - from) / (to - from)));
}

/** Runs of points without a silence between them. */
export function splitAtSilences(series: HealthSeries): HealthPoint[][] {
  const runs: HealthPoint[][] = [];
  let last: HealthPoint | undefined;
  for (const point of series.points) {
    const isSilence = !last || Date.parse(point.at) - Date.parse(last.at) > series.bucketMs * GAP_BUCKETS;
    if (isSilence) runs.push([]);
    runs.at(-1)?.push(point);
    last = point;
  }
  return runs;
}

/** One path for each figure, broken at silences; a point with no neighbour becomes a dot, so that it is not lost. */
function drawCurves(series: HealthSeries, scales: HealthScales, height: number): Pick<HealthDrawing, 'paths' | 'dots'> {
  const x = (point: HealthPoint) => scales.x(point.at);
  const errorY = (point: HealthPoint) => scales.error(point.errorRatePercent);
  const latencyY = (point: HealthPoint) => scales.latency(point.p95Ms);
  const runs = splitAtSilences(series);
  const draw = (path: (run: HealthPoint[]) => string) => runs.map((run) => (run.length > 1 ? path(run) : '')).join('');
  const along = (run: HealthPoint[], y: (point: HealthPoint) => number) =>
    run.map((point): Spot => [x(point), y(point)]);
  const onTheBase = (run: HealthPoint[]) => along(run.toReversed(), () => height);
  const lone = runs.flatMap((run) => (run.length === 1 ? run : []));
  return {
    paths: [
      {
        part: 'error-area',
        d: draw((run) => `${straight([...along(run, errorY), ...onTheBase(run)])}Z`),
      },
      { part: 'latency', d: draw((run) => straight(along(run, latencyY))) },
      { part: 'error', d: draw((run) => straight(along(run, errorY))) },
    ],
    dots: lone.flatMap((point) => [
      { part: 'latency' as const, x: x(point), y: latencyY(point), r: 2.4 },
      { part: 'error' as const, x: x(point), y: errorY(point), r: 2.8 },
    ]),
  };
}

type Spot = readonly [x: number, y: number];

/** From spot to spot, as a path. A shape of d3 says the same, and brings 4 KB of curves and slices to every browser. */
function straight(spots: readonly Spot[]): string {
  return `M${spots.map(([x, y]) => `${inThousandths(x)},${inThousandths(y)}`).join('L')}`;
}

const inThousandths = (length: number) => Math.round(length * 1000) / 1000;

/** A form for each kind, so that colour says nothing alone. */
export const MARK_SIGNS: Record<HealthMark['kind'], string> = {
  turn: 'M-3.4 0a3.4 3.4 0 1 0 6.8 0a3.4 3.4 0 1 0 -6.8 0z',
  change: 'M0 -4.6L4.6 0L0 4.6L-4.6 0z',
  message: 'M-2.2 -2.2H2.2V2.2H-2.2z',
};
const RANK: Record<HealthMark['kind'], number> = { change: 0, turn: 0, message: 1 };

/**
 * Puts every label into the first row where it touches no other one. A mark whose label fits nowhere keeps its line and
 * its words on hover and by keyboard: a missing label is better than two on top of each other. What changed something
 * chooses before what was only said, and later marks before earlier ones, since they matter more while people watch.
 */
function placeMarks(marks: readonly HealthMark[], series: HealthSeries, size: HealthSize): DrawnMark[] {
  const from = Date.parse(series.from);
  const span = Math.max(Date.parse(series.to) - from, 1);
  const inside = marks.filter((mark) => Date.parse(mark.at) >= from && Date.parse(mark.at) <= from + span);
  const taken: [number, number][][] = Array.from({ length: size.labelRows }, () => []);
  const ordered = inside.toSorted((a, b) => RANK[a.kind] - RANK[b.kind] || Date.parse(b.at) - Date.parse(a.at));
  return ordered
    .map((mark) => placeOne(mark, (Date.parse(mark.at) - from) / span, size, taken))
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function placeOne(mark: HealthMark, share: number, size: HealthSize, taken: [number, number][][]): DrawnMark {
  const words = mark.label.length > 22 ? `${mark.label.slice(0, 21).trimEnd()}…` : mark.label;
  const width = words.length * CHARACTER_PX + LABEL_PADDING_PX;
  const centre = share * size.labelWidth;
  const anchor = centre < width / 2 ? 'start' : centre > size.labelWidth - width / 2 ? 'end' : 'middle';
  const left = anchor === 'start' ? centre : anchor === 'end' ? centre - width : centre - width / 2;
  const row = taken.findIndex((spans) => spans.every(([from, to]) => left >= to || left + width <= from));
  if (row >= 0) taken[row]?.push([left, left + width]);
  return {
    ...mark,
    x: share * size.width,
    top: mark.kind === 'message' ? size.height - 14 : 2,
    sign: MARK_SIGNS[mark.kind],
    text: row >= 0 ? { words, y: size.height + LABEL_ROW_PX + row * LABEL_ROW_PX, anchor } : null,
  };
}
