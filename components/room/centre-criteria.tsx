import type { CheckView } from '@/lib/contracts/views';
import { Card, CardTitle } from '../ui/card';
import { EmptyState } from '../ui/empty-state';
import { CheckLine } from './check-line';
import { Heading } from './heading';
import { useRoom } from './room-context';

/** What counts as success: what a machine can measure is measured, the rest is said by somebody with a name. */
export function CentreCriteria() {
  const { room } = useRoom();
  const checks = room.checks.filter((check) => check.group === 'criteria');
  const open = checks.filter((check) => check.state !== 'passed' && check.state !== 'waived').length;
  return (
    <>
      <Heading
        label="Success criteria"
        tone={open === 0 && checks.length > 0 ? 'text-ok' : undefined}
        title={open === 0 && checks.length > 0 ? 'All criteria are settled' : `${open} of ${checks.length} still open`}
      >
        <p>
          Measured where a machine can; the rest is ticked by a person, by name. A lead may waive one, with the reason
          in the report.
        </p>
      </Heading>
      {checks.length === 0 ? (
        <EmptyState title="No criteria yet">
          What has to hold before this incident is closed is listed here once the rollback has ended, and a machine or a
          person settles each line.
        </EmptyState>
      ) : null}
      <Group title="Technical" checks={checks.filter((check) => check.subgroup === 'technical')} />
      <Group title="Business" checks={checks.filter((check) => check.subgroup !== 'technical')} />
    </>
  );
}

function Group({ title, checks }: { title: string; checks: CheckView[] }) {
  if (checks.length === 0) return null;
  const done = checks.filter((check) => check.state === 'passed' || check.state === 'waived').length;
  return (
    <Card as="section" aria-label={`${title} criteria`}>
      <CardTitle
        as="h3"
        aside={
          <span className="num text-small text-muted">
            {done} of {checks.length}
          </span>
        }
      >
        {title}
      </CardTitle>
      <ul className="divide-y divide-line border-t border-line">
        {checks.map((check) => (
          <CheckLine key={check.id} check={check} />
        ))}
      </ul>
    </Card>
  );
}
