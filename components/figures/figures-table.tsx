import { Card, CardTitle } from '@/components/ui/card';
import { type FiguresBucket, MEASURES } from '@/lib/contracts/figures-view';
import { MEASURE_WORDS } from '@/lib/domain/figures-over-time';
import { timeWords } from './figures-model';

/** The same figures in words: for readers, for the keyboard, and for whoever copies them. */
export function FiguresTable({ buckets, by }: { buckets: FiguresBucket[]; by: 'month' | 'week' }) {
  const cell = 'num px-3 py-2 text-right whitespace-nowrap align-top';
  return (
    <Card as="section" aria-labelledby="figures-table" className="overflow-hidden">
      <CardTitle id="figures-table">The same by {by}, in numbers</CardTitle>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by the keyboard */}
      <section aria-label="Figures, table" tabIndex={0} className="relative overflow-x-auto">
        <table aria-labelledby="figures-table" className="w-full border-t border-line text-small">
          <thead>
            <tr>
              <th scope="col" className="label px-3 py-2 text-left sm:px-4.5">
                {by === 'month' ? 'Month' : 'Week'}
              </th>
              {MEASURES.map((measure) => (
                <th key={measure} scope="col" className={`label ${cell}`}>
                  {MEASURE_WORDS[measure].title}
                </th>
              ))}
              <th scope="col" className={`label ${cell}`}>
                Within the matrix
              </th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line border-t border-line">
            {buckets.toReversed().map(({ key, label, measures, inTime }) => (
              <tr key={key}>
                <th scope="row" className="px-3 py-2 text-left align-top font-normal whitespace-nowrap sm:px-4.5">
                  {label}
                </th>
                {MEASURES.map((measure) => {
                  const { incidents, drills } = measures[measure];
                  return (
                    <td key={measure} className={cell}>
                      {incidents.count === 0 ? (
                        <span className="text-faint">none</span>
                      ) : (
                        <>
                          {timeWords(incidents.medianMs)}
                          <span className="block text-xs text-muted">
                            of {incidents.count}, slowest {timeWords(incidents.worstMs)}
                          </span>
                        </>
                      )}
                      {drills.count > 0 ? (
                        <span className="block text-xs text-drill-text">
                          {drills.count === 1 ? '1 drill' : `${drills.count} drills`}: {timeWords(drills.medianMs)}
                        </span>
                      ) : null}
                    </td>
                  );
                })}
                <td className={cell}>{inTime.of === 0 ? '–' : `${inTime.kept} of ${inTime.of}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Card>
  );
}
