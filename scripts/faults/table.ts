import type { FaultOptions } from './options';
import type { FaultRow } from './row';
import type { Tally } from './tally';

export type Result = { row: FaultRow; tally: Tally; ms: number; notHere: string | null; isWell: boolean };

const MOST_PROBLEMS = 10;

/** One row as soon as it is known, with the first of what was found wrong. */
export function renderResult({ row, tally, ms, isWell }: Result): string {
  const { trials, lost, doubled, misclassified, measured, problems } = tally;
  const head = `${isWell ? '  well ' : '  BROKE'} ${row.name}: ${trials} trials, ${lost} lost, ${doubled} doubled, ${misclassified} misclassified`;
  const worst = Object.entries(measured).map(([name, value]) => `${name} at most ${value}`);
  const lines = problems.slice(0, MOST_PROBLEMS).map((problem) => `         ${problem}`);
  return [`${head} (${[...worst, `${Math.round(ms / 1000)} s`].join('; ')})`, ...lines].join('\n');
}

export function renderTable(results: readonly Result[]): string {
  const rows = results.map(({ row, tally, notHere, isWell }) => [
    row.name,
    String(tally.trials),
    String(tally.lost),
    String(tally.doubled),
    String(tally.misclassified),
    notHere
      ? `not here: ${notHere}`
      : `${isWell ? 'held' : 'BROKEN'}: ${row.promise}${row.standIn ? ` (stands in: ${row.standIn})` : ''}`,
  ]);
  const all = [['fault', 'trials', 'lost', 'doubled', 'misclassified', ''], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  return all.map(line).join('\n');
}

/** The file of `--json`. What cannot be made on this machine is in it with no trials, and says why. */
export function toJson(results: readonly Result[], { seed, form }: FaultOptions) {
  return {
    seed,
    form,
    faults: results.map(({ row, tally, notHere }) => ({
      name: row.name,
      trials: tally.trials,
      lost: tally.lost,
      doubled: tally.doubled,
      misclassified: tally.misclassified,
      ...(row.standIn && { standIn: row.standIn }),
      ...(notHere && { notHere }),
      ...(Object.keys(tally.measured).length > 0 && { measured: tally.measured }),
    })),
  };
}
