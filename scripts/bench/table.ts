import type { Row } from './row';

const COLUMNS = ['work', 'unit', 'median', 'p99', 'floor', 'reach', 'held'] as const;

/** The rows as a table for a terminal, with the floors and what holds a row back below it. */
export function renderTable(rows: readonly Row[]): string {
  const lines = [[...COLUMNS] as string[], ...rows.map((row) => COLUMNS.map((column) => cell(row, column)))];
  const widths = COLUMNS.map((_, at) => Math.max(...lines.map((line) => (line[at] as string).length)));
  const table = lines.map((line) =>
    line
      .map((text, at) => text.padEnd(widths[at] as number))
      .join('  ')
      .trimEnd(),
  );
  const floors = rows.filter((row) => row.floor !== null).map((row) => `floor of "${row.work}": ${row.floorWork}`);
  const notes = rows.filter((row) => row.note).map((row) => `not held: "${row.work}": ${row.note}`);
  return [...table, '', ...floors, ...notes].join('\n');
}

function cell(row: Row, column: (typeof COLUMNS)[number]): string {
  if (column === 'held') return row.held ? 'yes' : 'NO';
  return String(row[column] ?? '–');
}
