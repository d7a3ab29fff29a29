'use client';

import { Plus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import type { FollowUpsOfIncident, FollowUpView } from '@/lib/contracts/follow-up';
import { EditFollowUpDialog } from './follow-up-dialogs';
import type { FollowUpActions } from './follow-up-model';
import { FollowUpRow } from './follow-up-row';

type Props = { of: FollowUpsOfIncident; actions: FollowUpActions };

/** What is still to be done after an incident, in its report: each with its owner and its day. */
export function FollowUpSection({ of, actions }: Props) {
  const router = useRouter();
  const [edited, setEdited] = useState<FollowUpView | 'new' | null>(null);
  const changed = () => {
    setEdited(null);
    router.refresh();
  };
  return (
    <div id="follow-ups" className="mt-3">
      {of.items.length === 0 ? (
        <p className="text-small text-muted">
          {of.canWrite ? 'Nothing is given to anybody yet.' : 'Nothing was given to anybody.'}
        </p>
      ) : (
        <ul aria-label="Follow-ups" className="grid divide-y divide-line border-y border-line">
          {of.items.map((item) => (
            <li key={item.id} className="py-2.5 [break-inside:avoid]">
              <FollowUpRow
                item={item}
                actions={actions}
                canWrite={of.canWrite}
                onChange={() => setEdited(item)}
                onChanged={changed}
              />
            </li>
          ))}
        </ul>
      )}
      {of.canWrite ? (
        <Button
          className="mt-3 max-md:min-h-11 print:hidden"
          icon={<Plus aria-hidden className="size-4" />}
          onClick={() => setEdited('new')}
        >
          Add a follow-up
        </Button>
      ) : null}
      {edited ? (
        <EditFollowUpDialog
          of={of}
          item={edited === 'new' ? null : edited}
          actions={actions}
          close={() => setEdited(null)}
          onDone={changed}
        />
      ) : null}
    </div>
  );
}
