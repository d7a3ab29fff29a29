import { clsx } from 'clsx';
import type { ComparedQuery, Comparison } from '@/lib/contracts/benchmark';
import { FIGURE_WORDS, FIGURES } from '@/lib/domain/benchmark-compare';
import { cellsOf } from './comparison-model';

/** Every figure before and now with its change; on a phone each query is a block of its own. */
export function ComparisonTable({ comparison }: { comparison: Comparison }) {
  return (
    <table className="w-full text-small max-md:block print:table">
      <caption className="sr-only">
        {comparison.before.words} against {comparison.now.words}
      </caption>
      <thead className="max-md:sr-only">
        <tr className="text-left">
          <th scope="col" className="label py-1.5 pr-3">
            Query
          </th>
          {FIGURES.map((figure) => (
            <th key={figure} scope="col" className="label py-1.5 pl-3 text-right">
              {FIGURE_WORDS[figure]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="max-md:block">
        {comparison.queries.map((query) => (
          <Row key={query.key} query={query} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ query }: { query: ComparedQuery }) {
  return (
    <tr className="border-t border-line max-md:grid max-md:grid-cols-2 max-md:gap-x-4 max-md:gap-y-1 max-md:py-2">
      <th scope="row" className="py-1.5 pr-3 text-left align-top font-[580] max-md:col-span-2 max-md:py-0">
        {query.title}
        {query.regressions.length > 0 ? <span className="ml-2 text-fail">worse</span> : null}
      </th>
      {query.figures ? (
        cellsOf(query.figures).map((cell) => (
          <td key={cell.figure} className="num py-1.5 pl-3 text-right align-top max-md:p-0 max-md:text-left">
            <span className="label block md:hidden">{cell.label}</span>
            <span className="whitespace-nowrap">
              <span className="text-faint">{cell.before} → </span>
              <span className={clsx('font-[580]', cell.isRegression && 'text-fail')}>{cell.now}</span>
            </span>
            <span className={clsx('block text-xs', cell.isRegression ? 'text-fail' : 'text-faint')}>{cell.change}</span>
          </td>
        ))
      ) : (
        <td colSpan={FIGURES.length} className="py-1.5 pl-3 text-muted max-md:col-span-2 max-md:p-0">
          {query.missing}
          {query.regressions.length > 0 ? `; ${query.regressions.join('; ')}` : ''}
        </td>
      )}
    </tr>
  );
}
