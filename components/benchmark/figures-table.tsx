import type { BenchmarkView } from '@/lib/contracts/benchmark';
import { ms, rate } from '@/lib/domain/benchmark-compare';

const COLUMNS = ['p50', 'p95', 'p99', 'per second', 'answers', 'errors'];

/** What one benchmark measured. */
export function FiguresTable({ queries }: { queries: BenchmarkView['queries'] }) {
  return (
    <div className="relative overflow-x-auto">
      <table className="w-full min-w-120 text-small">
        <thead>
          <tr className="text-left">
            <th scope="col" className="label py-1 pr-3">
              Query
            </th>
            {COLUMNS.map((column) => (
              <th key={column} scope="col" className="label py-1 pl-3 text-right">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {queries.map(({ key, title, figures }) => (
            <tr key={key} className="num border-t border-line">
              <th scope="row" className="py-1 pr-3 text-left font-normal">
                {title}
                {figures.firstError ? <span className="block text-fail">{figures.firstError}</span> : null}
              </th>
              {[ms(figures.p50Ms), ms(figures.p95Ms), ms(figures.p99Ms), rate(figures.perSecond)].map((text, index) => (
                <td key={COLUMNS[index]} className="py-1 pl-3 text-right whitespace-nowrap">
                  {figures.count === 0 ? '–' : text}
                </td>
              ))}
              <td className="py-1 pl-3 text-right">{figures.count}</td>
              <td className={figures.errors > 0 ? 'py-1 pl-3 text-right font-[580] text-fail' : 'py-1 pl-3 text-right'}>
                {figures.errors}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
