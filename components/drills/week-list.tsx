import { CalendarPlus } from 'lucide-react';
import Link from 'next/link';
import { EnvironmentPill } from '@/components/shell/where-frame';
import { Button, ButtonLink } from '@/components/ui/button';
import { LocalTime } from '@/components/ui/time';
import type { DrillCard, DrillsView, PlanWeekView } from '@/lib/contracts/drill-view';
import { DrillStatusPill } from './drill-status';
import { resultWords } from './drills-model';

type Props = { view: DrillsView; onSchedule: (week: PlanWeekView) => void };

/** What each week of the month holds, and how long ago its procedures were drilled. */
export function WeekList({ view, onSchedule }: Props) {
  return (
    <ul aria-label="Weeks of the plan" className="grid gap-3 xl:grid-cols-2">
      {view.weeks.map((week) => (
        <li key={week.week} className="card flex flex-col px-4.5 py-3.5">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
            <h3 className="grow text-base font-[640]">
              Week {week.week} <span className="font-normal text-muted">· {week.title}</span>{' '}
              <span className="text-small font-normal text-faint">{week.days}</span>
            </h3>
            {view.canSchedule && week.suggestion ? (
              <Button
                size="small"
                icon={<CalendarPlus aria-hidden className="size-3.5" />}
                onClick={() => onSchedule(week)}
                aria-label={`Schedule a drill for week ${week.week}`}
              >
                Schedule
              </Button>
            ) : null}
          </div>
          {week.drills.length > 0 ? (
            <ul className="mt-2 grid gap-2">
              {week.drills.map((drill) => (
                <DrillRow key={drill.id} drill={drill} />
              ))}
            </ul>
          ) : (
            <p className="mt-1 text-muted">
              {week.suggestion
                ? `No drill yet. Whose turn it is: ${week.suggestion.procedureKey}.`
                : 'No drill was held in this week.'}
            </p>
          )}
          <Turns week={week} />
        </li>
      ))}
    </ul>
  );
}

function DrillRow({ drill }: { drill: DrillCard }) {
  const isOver = drill.status === 'done' || drill.status === 'cancelled';
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1.5 rounded-control bg-sunken/60 px-3 py-2">
      <div className="min-w-0 grow basis-52">
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <Link href={`/drills/${drill.id}`} className="font-[620] hover:underline">
            {drill.title}
          </Link>
          <DrillStatusPill drill={drill} />
        </div>
        <p className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-small text-muted">
          <LocalTime at={drill.scheduledFor} withZone />
          <span className="inline-flex items-center gap-1.5">
            {drill.targetName} <EnvironmentPill environment={drill.environment} />
          </span>
          {drill.result ? <span className="num">{resultWords(drill.result)}</span> : null}
        </p>
        {drill.trouble ? <p className="text-small text-waiting">{drill.trouble}</p> : null}
        {drill.reason ? <p className="text-small text-muted">“{drill.reason}”</p> : null}
      </div>
      <ButtonLink
        href={`/drills/${drill.id}`}
        size="small"
        variant={
          drill.status === 'due' || drill.status === 'overdue' || drill.status === 'running' ? 'primary' : 'secondary'
        }
        className="max-sm:min-h-11 max-sm:w-full"
      >
        {isOver ? 'Read it' : drill.status === 'running' ? 'Go on' : 'Open'}
        <span className="sr-only">: {drill.title}</span>
      </ButtonLink>
    </li>
  );
}

/** The procedures of the week, in turn, each with how long ago it was drilled. */
function Turns({ week }: { week: PlanWeekView }) {
  return (
    <ul
      aria-label={`Procedures of week ${week.week}`}
      data-not-rows
      className="mt-2.5 grid gap-x-5 gap-y-0.5 text-small sm:grid-cols-2"
    >
      {week.procedures.map((procedure) => (
        <li key={procedure.key} className="flex min-h-6 min-w-0 flex-wrap items-center gap-x-1.5">
          {procedure.isThere ? (
            <Link
              href={`/runbooks/${procedure.key}`}
              className="inline-flex min-h-11 items-center hover:underline sm:min-h-6"
            >
              <span className="num mr-1.5 text-faint">{procedure.key}</span> {procedure.title}
            </Link>
          ) : (
            <span className="num shrink-0">{procedure.key}</span>
          )}
          <span className={procedure.isStale ? 'text-waiting' : 'text-muted'}>
            {procedure.isThere ? procedure.drilled : 'not in the runbook'}
          </span>
        </li>
      ))}
    </ul>
  );
}
