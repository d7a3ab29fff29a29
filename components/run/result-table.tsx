import type { StepOutcome } from '@/lib/contracts/plan';

/** Rows that a read brought back, scrolling within themselves. */
export function ResultTable({ table, label }: { table: NonNullable<StepOutcome['table']>; label: string }) {
  const left = table.total - table.rows.length;
  return (
    <section aria-label={label} className="card overflow-hidden">
      <p className="num flex items-baseline gap-2 px-4 pt-3 pb-2">
        <span className="label grow">Result</span>
        <span className="text-small text-faint">
          {table.total} {table.total === 1 ? 'row' : 'rows'}
        </span>
      </p>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
        tabIndex={0}
        aria-label={`${label}, table`}
        className="max-h-96 overflow-auto focus-visible:outline-offset-[-2px]"
      >
        <table className="num w-full text-left text-small">
          <thead className="sticky top-0 bg-surface">
            <tr>
              {table.columns.map((column) => (
                <th key={column} scope="col" className="border-b border-line px-4 py-1.5 font-[620] whitespace-nowrap">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="font-mono text-xs">
            {table.rows.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: result rows have no other identity
              <tr key={index} className="border-b border-line last:border-0">
                {row.map((cell, column) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: cells stand under their columns
                  <td key={column} className="max-w-96 px-4 py-1.5 align-top [overflow-wrap:anywhere]">
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {left > 0 ? (
        <p className="num border-t border-line px-4 py-2 text-small text-muted">{left} more rows are not kept here.</p>
      ) : null}
    </section>
  );
}
