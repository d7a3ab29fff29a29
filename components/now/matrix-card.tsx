import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { SEVERITY_WORDS, SeverityBadge } from '@/components/ui/severity';
import type { MatrixRowView } from '@/lib/contracts/views';

const HEAD = 'label px-4.5 py-1.5 text-left font-[640]';
const COLUMNS = [
  ['Severity', 'w-30'],
  ['When', 'w-[27%]'],
  ['Respond', 'w-[15%]'],
  ['Approved by', ''],
  ['Usual procedures', 'w-[22%]'],
] as const;
const CELL = 'px-4.5 py-2.75 max-md:block max-md:px-0 max-md:py-0';

/** The decision matrix itself; each row is a way in. A table on a desk, stacked on a phone. */
export function MatrixCard({ rows, isCalm }: { rows: MatrixRowView[]; isCalm: boolean }) {
  return (
    <Card as="section" aria-labelledby="matrix-title" className="overflow-hidden">
      <div className="flex flex-wrap items-center gap-3 px-4.5 pt-3.5 pb-2">
        <h2 id="matrix-title" className="grow text-lg font-[640] tracking-[-0.01em]">
          What do you see?
        </h2>
        <ButtonLink
          href="/incidents/new"
          variant={isCalm ? 'primary' : 'secondary'}
          size="medium"
          className="min-h-10 max-sm:hidden"
        >
          Something is wrong: assess it
        </ButtonLink>
      </div>
      <table className="w-full border-collapse max-md:block">
        <thead className="max-md:sr-only">
          <tr>
            {COLUMNS.map(([title, width]) => (
              <th key={title} scope="col" className={`${HEAD} ${width}`}>
                {title}
              </th>
            ))}
            <th scope="col" className={HEAD}>
              <span className="sr-only">Start</span>
            </th>
          </tr>
        </thead>
        <tbody className="max-md:block">
          {rows.map((row) => (
            <tr
              key={row.severity}
              className="border-t border-line max-md:relative max-md:grid max-md:grid-cols-[1fr_auto] max-md:gap-x-3 max-md:px-4.5 max-md:py-3"
            >
              <th scope="row" className={`${CELL} text-left`}>
                <SeverityBadge severity={row.severity} form="text" />
              </th>
              <td className={`${CELL} first-letter:uppercase max-md:col-span-2 max-md:row-start-2`}>{row.when}</td>
              <td className={`${CELL} num max-md:col-span-2 max-md:row-start-3 max-md:text-small max-md:text-muted`}>
                {row.respond}
                <span className="md:hidden"> · approved by {row.approvedBy}</span>
              </td>
              <td className={`${CELL} max-md:hidden`}>{row.approvedBy}</td>
              <td className={`${CELL} text-muted max-md:col-span-2 max-md:row-start-4 max-md:text-small`}>
                {row.procedures.map((procedure) => procedure.title).join(', ')}
              </td>
              <td className={`${CELL} text-right max-md:col-start-2 max-md:row-start-1`}>
                <ButtonLink
                  href={`/incidents/new?signals=${row.signals.join(',')}`}
                  size="small"
                  className="max-md:min-h-11 max-md:px-4"
                  aria-label={`Start: ${SEVERITY_WORDS[row.severity]}`}
                >
                  Start
                </ButtonLink>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
