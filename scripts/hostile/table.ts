import type { Fed } from './feed';

const WIDTH = 110;

/** One input with all that was seen of it, for whoever has to mend it. */
export function renderRow({ row, seen, isHeld, wrongs }: Fed): string {
  const head = `  ${isHeld ? 'held ' : 'BROKE'} ${row.id} ${row.what} (${row.surface}): expected ${row.expected}, seen ${seen.came}`;
  return [head, `        ${oneLine(seen.words)}`, ...wrongs.map((wrong) => `        ${wrong}`)].join('\n');
}

export function renderTable(fed: readonly Fed[]): string {
  const rows = [
    ['id', 'surface', 'expected', 'seen', '', 'in its words'],
    ...fed.map(({ row, seen, isHeld }) => [
      row.id,
      row.surface,
      String(row.expected),
      String(seen.came),
      isHeld ? 'held' : 'BROKEN',
      `${row.what}: ${oneLine(seen.words)}`.slice(0, WIDTH),
    ]),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The file of `--json`. */
export function toJson(fed: readonly Fed[]) {
  return {
    inputs: fed.map(({ row, seen, isHeld, wrongs }) => ({
      id: row.id,
      what: row.what,
      surface: row.surface,
      expected: String(row.expected),
      seen: `${seen.came}: ${oneLine(seen.words)}`,
      held: isHeld,
      ...(wrongs.length > 0 && { wrongs }),
    })),
  };
}

/** Whatever the input made the product say, none of it reaches this terminal as more than characters. */
function oneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .slice(0, 300)
    .trim();
}
