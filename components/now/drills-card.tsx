import Link from 'next/link';
import { DrillStatusPill } from '@/components/drills/drill-status';
import { Card, CardBody, CardTitle } from '@/components/ui/card';
import { LocalTime } from '@/components/ui/time';
import type { DrillsNow } from '@/lib/contracts/drill-view';

/** So many are named; the page of drills has them all. */
const SHOWN = 6;

/** The next drill, and what nobody has practised for over a month. */
export function DrillsCard({ drills }: { drills: DrillsNow }) {
  const { pressing, next, stale, procedureCount } = drills;
  return (
    <Card as="section" aria-labelledby="drills-title">
      <CardTitle
        id="drills-title"
        aside={
          <Link href="/drills" className="link text-small">
            The month’s plan
          </Link>
        }
      >
        Drills
      </CardTitle>
      <CardBody className="grid gap-x-8 gap-y-3 md:grid-cols-2">
        <div className="min-w-0">
          <h3 className="label">Next drill</h3>
          <ul className="mt-1 grid gap-1.5">
            {[...pressing, ...(next ? [next] : [])].map((drill) => (
              <li key={drill.id} className="flex flex-wrap items-center gap-x-2.5 gap-y-0.5">
                <Link href={`/drills/${drill.id}`} className="font-[620] hover:underline">
                  {drill.title}
                </Link>
                <DrillStatusPill drill={drill} />
                <span className="text-small text-muted">
                  <LocalTime at={drill.scheduledFor} withZone />
                </span>
              </li>
            ))}
          </ul>
          {pressing.length === 0 && !next ? (
            <p className="text-muted">
              None is scheduled.{' '}
              <Link href="/drills" className="link">
                Plan this month
              </Link>
            </p>
          ) : null}
        </div>
        <div className="min-w-0">
          <h3 className="label">Not drilled for over a month</h3>
          {stale.length === 0 ? (
            <p className="mt-1 text-muted">All {procedureCount} procedures were drilled within the month.</p>
          ) : (
            <ul className="mt-1 grid gap-x-5 gap-y-0.5 text-small sm:grid-cols-2">
              {stale.slice(0, SHOWN).map((procedure) => (
                <li key={procedure.key} className="min-w-0">
                  <Link href={`/runbooks/${procedure.key}`} className="hover:underline">
                    <span className="num mr-1.5 text-faint">{procedure.key}</span>
                    {procedure.title}
                  </Link>{' '}
                  <span className="text-waiting">{procedure.drilled}</span>
                </li>
              ))}
              {stale.length > SHOWN ? (
                <li>
                  <Link href="/runbooks" className="link">
                    and {stale.length - SHOWN} more
                  </Link>
                </li>
              ) : null}
            </ul>
          )}
        </div>
      </CardBody>
    </Card>
  );
}
