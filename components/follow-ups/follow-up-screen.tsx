'use client';

import { clsx } from 'clsx';
import { ListChecks } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { Pages } from '@/components/lists/pages';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { FOLLOW_UP_FILTERS, type FollowUpFilter, type FollowUpPage } from '@/lib/contracts/follow-up';
import { addressOfFollowUps, FILTER_WORDS, type FollowUpActions } from './follow-up-model';
import { FollowUpRow } from './follow-up-row';

const EMPTY: Record<FollowUpFilter, string> = {
  open: 'Nothing is left to do',
  mine: 'Nothing is left for you to do',
  overdue: 'Nothing is overdue',
  done: 'Nothing was marked as done yet',
};

type Props = { page: FollowUpPage; canWrite: boolean; actions: Pick<FollowUpActions, 'end' | 'reopen'> };

/** All that is to be done after incidents; the filter stands in the address. */
export function FollowUpScreen({ page, canWrite, actions }: Props) {
  const router = useRouter();
  const { filter, items, count } = page;
  return (
    <>
      <nav aria-label="Which follow-ups" className="mb-3 flex flex-wrap items-center gap-1.5">
        {FOLLOW_UP_FILTERS.map((each) => (
          <Link
            key={each}
            href={addressOfFollowUps(each)}
            aria-current={each === filter ? 'page' : undefined}
            className={clsx(
              'inline-flex min-h-9 items-center gap-1.5 rounded-full border px-3.5 text-sm max-md:min-h-11',
              each === filter
                ? 'border-accent bg-accent-soft font-[620] text-accent'
                : 'border-line bg-surface text-muted hover:border-edge hover:text-text',
            )}
          >
            {FILTER_WORDS[each]} <span className="num">{count[each]}</span>
          </Link>
        ))}
      </nav>
      {items.length === 0 ? (
        <div className="card">
          <EmptyState
            icon={<ListChecks />}
            title={EMPTY[filter]}
            action={<ButtonLink href="/reports">Open the reports</ButtonLink>}
          >
            A follow-up is one thing to be done after an incident or a drill, with its owner and its day. It is added in
            the report, and stands on its owner’s Now page until it is done.
          </EmptyState>
        </div>
      ) : (
        <ul aria-label="Follow-ups" className="card divide-y divide-line">
          {items.map((item) => (
            <li key={item.id} className="px-4.5 py-3">
              <FollowUpRow
                item={item}
                actions={actions}
                canWrite={canWrite}
                isIncidentShown
                onChanged={() => router.refresh()}
              />
            </li>
          ))}
        </ul>
      )}
      <Pages here={addressOfFollowUps(filter)} page={page} />
    </>
  );
}
