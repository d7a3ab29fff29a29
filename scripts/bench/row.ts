export type Unit = 'ms' | 'runs/s' | 'MB' | 'KB' | 'ratio' | 'points';

/** One line of the table: what was measured, beside the floor of the same run, and whether that reaches what was promised. */
export type Row = {
  work: string;
  unit: Unit;
  median: number;
  /** What 99 of 100 samples are at least as good as: of `runs/s` the low end. */
  p99: number;
  /** The median of the plainest program that does the same, measured in the same run; null where there is none. */
  floor: number | null;
  floorWork: string;
  /** The promise in words, made from the bounds that `held` was judged by. */
  reach: string;
  held: boolean;
  samples: number;
  /** Where it is not held: what was found to hold it back. */
  note?: string;
};

export type BenchSetting = {
  /** Says how far it is; the table comes last and by itself. */
  say: (line: string) => void;
  /** Fewer samples, never fewer than seven, and smaller stores: for seeing that a bench works at all. */
  isQuick: boolean;
};

/** A topic of the bench. It starts what it needs and leaves nothing running; it runs in a process of its own. */
export type Bench = { name: string; measure: (at: BenchSetting) => Promise<Row[]> };
