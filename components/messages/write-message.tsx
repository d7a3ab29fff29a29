'use client';

import { PenLine } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { untilFetched } from '@/lib/client/until-fetched';
import type { MessageDraftView } from '@/lib/contracts/message-view';
import { useRoom } from '../room/room-context';
import { Button } from '../ui/button';

const ComposeDialog = lazy(() =>
  untilFetched(() => import('./compose-dialog').then((file) => ({ default: file.ComposeDialog }))),
);

type Props = {
  /** Which of the messages is opened first. */
  first?: Pick<MessageDraftView, 'audience' | 'kind'>;
  label?: string;
};

/** Opens the form that writes a message, filled from the incident as it is at that moment. */
export function WriteMessage({ first, label = 'Write a message' }: Props) {
  const { room } = useRoom();
  const [drafts, setDrafts] = useState<MessageDraftView[] | null>(null);
  if (room.messageDrafts.length === 0) return null;
  return (
    <>
      <Button
        size="small"
        className="w-fit"
        icon={<PenLine aria-hidden className="size-4" />}
        // What is being edited is not filled anew while somebody types.
        onClick={() => setDrafts(room.messageDrafts)}
      >
        {label}
      </Button>
      {drafts ? (
        <Suspense>
          <ComposeDialog drafts={drafts} first={first} close={() => setDrafts(null)} />
        </Suspense>
      ) : null}
    </>
  );
}
