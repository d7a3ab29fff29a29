import Link from 'next/link';
import { DrillStatusPill } from '@/components/drills/drill-status';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { LocalTime } from '@/components/ui/time';
import type { DrillsNow } from '@/lib/contracts/drill-view';

/** So many are named; the page of drills has them all. */
const SHOWN = 4;

/** The next drill, and what nobody has practised for over a month: beside the targets, as one glance. */
export function DrillsCard({ drills }: { drills: DrillsNow }) {
  const { pressing, next } = drills;
  const [first = null, ...others] = [...pressing, ...(next ? [next] : [])];
  return (
    <Card as="section" aria-labelledby="drills-title" className="px-4 py-3.5">
      <div className="flex flex-wrap items-baseline gap-x-2.5 gap-y-1">
        <h2 id="drills-title" className="grow font-[640]">
          Next drill
        </h2>
        {first ? (
          <span className="text-small text-muted">week {first.week}</span>
        ) : (
          <Link href="/drills" className="link text-small">
            The month’s plan
          </Link>
        )}
      </div>
      {first ? (
        <>
          <p className="mt-1.5 text-lg font-[640] tracking-[-0.01em]">
            <LocalTime at={first.scheduledFor} withZone />
          </p>
          <p className="mt-1 flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <Link href={`/drills/${first.id}`} className="link">
              {first.title}
            </Link>
            <DrillStatusPill drill={first} />
          </p>
          {others.length > 0 ? <More count={others.length} /> : null}
        </>
      ) : (
        <div className="mt-1.5 grid justify-items-start gap-2.5">
          <p className="text-muted">None is scheduled. A rollback that was practised this month is one that works.</p>
          <ButtonLink href="/drills" size="small" className="max-sm:min-h-11">
            Plan this month
          </ButtonLink>
        </div>
      )}
      <Stale drills={drills} />
    </Card>
  );
}

function More({ count }: { count: number }) {
  return (
    <p className="mt-1 text-small">
      <Link href="/drills" className="link">
        and {count} more
      </Link>
    </p>
  );
}

function Stale({ drills: { stale, procedureCount } }: { drills: DrillsNow }) {
  if (stale.length === 0)
    return <p className="mt-2 text-small text-muted">All {procedureCount} procedures were drilled within the month.</p>;
  return (
    <div className="mt-2 text-small text-muted">
      <h3 className="inline">
        {stale.length} of {procedureCount} procedures not drilled for over a month:
      </h3>{' '}
      <ul className="inline" data-not-rows>
        {stale.slice(0, SHOWN).map((procedure, index) => (
          <li key={procedure.key} className="inline">
            {index > 0 ? ', ' : ''}
            <Link href={`/runbooks/${procedure.key}`} title={procedure.drilled} className="link">
              {procedure.title}
            </Link>
          </li>
        ))}
        {stale.length > SHOWN ? (
          <li className="inline">
            {' '}
            and{' '}
            <Link href="/drills" className="link">
              {stale.length - SHOWN} more
            </Link>
          </li>
        ) : null}
      </ul>
    </div>
  );
}
