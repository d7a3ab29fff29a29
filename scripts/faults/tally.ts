/** What one fault's trials came to. */
export type Tally = {
  trials: number;
  /** Steps or effects that nobody hears of: no outcome and nobody is asked, or an effect that no record admits. */
  lost: number;
  /** Effects that the machine had twice. */
  doubled: number;
  /** States or verdicts that contradict the target, and promises of the row that did not hold. */
  misclassified: number;
  /** What was seen of each of the above, for the log. */
  problems: string[];
  /** The worst that was measured of what the row bounds: milliseconds, bytes, counts. */
  measured: Record<string, number>;
};

export function emptyTally(): Tally {
  return { trials: 0, lost: 0, doubled: 0, misclassified: 0, problems: [], measured: {} };
}

/** Sums shards of one fault; of what was measured the worst counts. */
export function sumTallies(tallies: readonly Tally[]): Tally {
  const sum = emptyTally();
  for (const tally of tallies) {
    for (const key of ['trials', 'lost', 'doubled', 'misclassified'] as const) sum[key] += tally[key];
    sum.problems.push(...tally.problems);
    for (const [name, value] of Object.entries(tally.measured)) note(sum, name, value);
  }
  return sum;
}

/** Keeps the largest value seen under a name. */
export function note(tally: Tally, name: string, value: number): void {
  tally.measured[name] = Math.max(tally.measured[name] ?? 0, Math.round(value));
}

export type Verdict = 'lost' | 'doubled' | 'misclassified';

export function blame(tally: Tally, verdict: Verdict, problem: string): void {
  tally[verdict] += 1;
  tally.problems.push(`${verdict}: ${problem}`);
}

/** Counts a promise of the row that did not hold. */
export function expectThat(tally: Tally, holds: boolean, promise: string): void {
  if (!holds) blame(tally, 'misclassified', promise);
}

/** A small seeded generator (mulberry32), so that a run can be repeated: numbers from 0 up to 1. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
