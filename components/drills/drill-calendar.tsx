import { clsx } from 'clsx';
import Link from 'next/link';
import type { DrillCard, DrillsView } from '@/lib/contracts/drill-view';
import { DrillStatusIcon } from './drill-status';
import { calendarRows, weekdayTitle } from './drills-model';

/**
 * The month as a grid that begins with its first day, so that each row is one week of the plan. On a phone a day shows
 * its number and its drill's shape; the list below says the rest.
 */
export function DrillCalendar({ view }: { view: DrillsView }) {
  const rows = calendarRows(view.days);
  return (
    <table className="card w-full table-fixed border-separate border-spacing-0 overflow-hidden text-small">
      <caption className="sr-only">Drills by day</caption>
      <thead>
        <tr>
          <th scope="col" className="w-14 p-0 lg:w-44">
            <span className="sr-only">Week of the plan</span>
          </th>
          {rows[0]?.map(({ day, weekday }) => (
            <th key={day} scope="col" className="label px-1 py-2 text-center lg:px-2.5 lg:text-left">
              {weekdayTitle(weekday)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={row[0]?.day}>
            <WeekHead week={view.weeks[index]} />
            {row.map(({ day }) => (
              <Day
                key={day}
                day={day}
                isToday={day === view.today}
                isOutside={index > 3}
                drills={view.weeks.flatMap((week) => week.drills).filter((drill) => drill.day === day)}
              />
            ))}
            {row.length < 7 ? <td colSpan={7 - row.length} className="border-t border-line bg-sunken/50" /> : null}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function WeekHead({ week }: { week: DrillsView['weeks'][number] | undefined }) {
  return (
    <th scope="row" className="border-t border-line px-2 py-2 text-left align-top font-normal lg:px-4">
      {week ? (
        <>
          <b className="lg:hidden">W{week.week}</b>
          <b className="max-lg:hidden">Week {week.week}</b>
          <span className="block text-muted max-lg:hidden">{week.title}</span>
        </>
      ) : (
        <span className="text-faint max-lg:sr-only">no week of the plan</span>
      )}
    </th>
  );
}

type DayProps = { day: number; isToday: boolean; isOutside: boolean; drills: DrillCard[] };

function Day({ day, isToday, isOutside, drills }: DayProps) {
  return (
    <td
      className={clsx(
        'h-14 border-t border-l border-line p-1 align-top lg:h-19 lg:p-1.5',
        isOutside && 'bg-sunken/50 text-faint',
      )}
    >
      <span
        aria-current={isToday ? 'date' : undefined}
        className={clsx(
          'num inline-grid min-w-6 place-items-center rounded-full px-1 leading-6',
          isToday ? 'bg-accent font-[640] text-accent-ink' : 'text-muted',
        )}
      >
        {day}
      </span>
      <span className="mt-0.5 grid gap-1">
        {drills.map((drill) => (
          <Link
            key={drill.id}
            href={`/drills/${drill.id}`}
            className={clsx(
              'flex min-h-6 items-start gap-1.5 rounded-md border border-line bg-surface px-1 py-0.5 hover:border-edge max-lg:justify-center',
              drill.status === 'cancelled' && 'opacity-65',
            )}
          >
            <DrillStatusIcon drill={drill} className="mt-0.5 size-3.5 shrink-0" />
            <span className="min-w-0 leading-snug [overflow-wrap:anywhere] max-lg:sr-only">{drill.title}</span>
          </Link>
        ))}
      </span>
    </td>
  );
}
