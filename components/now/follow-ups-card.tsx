import { useQueryClient } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { Card, CardBody, CardTitle } from '@/components/ui/card';
import { queryKeys } from '@/lib/client/query-keys';
import { untilFetched } from '@/lib/client/until-fetched';
import type { FollowUpsNow, FollowUpView } from '@/lib/contracts/follow-up';
import type { FollowUpActions } from '../follow-ups/follow-up-model';

// Its dialogs are seldom needed here, and every page begins with this one's script.
const FollowUpRow = dynamic(() =>
  untilFetched(() => import('../follow-ups/follow-up-row').then((module) => module.FollowUpRow)),
);

type Props = { followUps: FollowUpsNow; end: FollowUpActions['end'] };

/** What was promised after an incident, until it is done: one's own first, then what others have let lie. */
export function FollowUpsCard({ followUps, end }: Props) {
  const { mine, overdue, isMore } = followUps;
  if (mine.length + overdue.length === 0) return null;
  return (
    <Card as="section" aria-labelledby="follow-ups-title">
      <CardTitle
        id="follow-ups-title"
        aside={
          <Link href="/follow-ups" className="link text-small">
            {isMore ? 'There are more: open all' : 'All follow-ups'}
          </Link>
        }
      >
        To be done after incidents
      </CardTitle>
      <CardBody className="grid gap-4">
        <Group title="Yours" items={mine} end={end} />
        <Group title="Overdue, by others" items={overdue} end={end} />
      </CardBody>
    </Card>
  );
}

function Group({ title, items, end }: { title: string; items: FollowUpView[]; end: FollowUpActions['end'] }) {
  const queryClient = useQueryClient();
  if (items.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3 className="label mb-1">{title}</h3>
      <ul className="grid divide-y divide-line">
        {items.map((item) => (
          <li key={item.id} className="py-2.5">
            <FollowUpRow
              item={item}
              actions={{ end }}
              canWrite
              isIncidentShown
              onChanged={() => void queryClient.invalidateQueries({ queryKey: queryKeys.now() })}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
