import type { Row, Unit } from './row';

/** `floors` is the median over the floor's median, for promises such as "at most 3.5 × the same from bash". */
export type Figure = 'median' | 'p95' | 'p99' | 'floors';
/** One half of a promise. `runs/s` and points are promised at least, everything else at most. */
export type Bound = { figure: Figure; limit: number };

export type Measured = {
  work: string;
  unit: Unit;
  /** In the unit, one figure each. */
  samples: readonly number[];
  /** The plain program's samples, of the same run and in the same unit; none where nothing plain does the same. */
  floor: readonly number[];
  floorWork: string;
  bounds: readonly Bound[];
  /** What holds it back, for a row that is not held; left out of one that is. */
  heldBackBy?: string;
};

const FEWEST_SAMPLES = 7;

/** Computes a row from its samples. Throws where there are too few of them to say anything, or none of a floor that is needed. */
export function judge({ work, unit, samples, floor, floorWork, bounds, heldBackBy }: Measured): Row {
  if (samples.length < FEWEST_SAMPLES)
    throw new Error(`${work}: ${samples.length} samples, and at least ${FEWEST_SAMPLES} are needed`);
  if (bounds.length === 0) throw new Error(`${work}: a row without a bound cannot fail`);
  const floorMedian = floor.length > 0 ? worseThan(floor, 50, unit) : null;
  const figures: Record<Figure, number | null> = {
    median: worseThan(samples, 50, unit),
    p95: worseThan(samples, 95, unit),
    p99: worseThan(samples, 99, unit),
    floors: floorMedian === null ? null : worseThan(samples, 50, unit) / floorMedian,
  };
  const held = bounds.every((bound) => isWithin(bound, figures[bound.figure], unit, work));
  return {
    work,
    unit,
    median: rounded(figures.median as number),
    p99: rounded(figures.p99 as number),
    floor: floorMedian === null ? null : rounded(floorMedian),
    floorWork,
    reach: bounds.map((bound) => sayBound(bound, unit)).join(', '),
    held,
    samples: samples.length,
    ...(!held && heldBackBy ? { note: heldBackBy } : {}),
  };
}

/** The sample that `percent` of all are at least as good as, by the nearest rank: never better than any that was measured. */
function worseThan(samples: readonly number[], percent: number, unit: Unit): number {
  const bestFirst = [...samples].sort((a, b) => (isMoreBetter(unit) ? b - a : a - b));
  return bestFirst[Math.max(0, Math.ceil((percent / 100) * bestFirst.length) - 1)] as number;
}

function isWithin({ figure, limit }: Bound, value: number | null, unit: Unit, work: string): boolean {
  if (value === null) throw new Error(`${work}: ${figure} needs a floor, and none was measured`);
  return isMoreBetter(unit) && figure !== 'floors' ? value >= limit : value <= limit;
}

function sayBound({ figure, limit }: Bound, unit: Unit): string {
  if (figure === 'floors') return `at most ${limit} × the floor`;
  const amount = unit === 'ratio' ? `${limit} ×` : `${limit} ${unit}`;
  return `${isMoreBetter(unit) ? 'at least' : 'at most'} ${amount} ${figure}`;
}

const isMoreBetter = (unit: Unit) => unit === 'runs/s' || unit === 'points';
const rounded = (value: number) => (value < 10 ? Math.round(value * 100) / 100 : Math.round(value * 10) / 10);
