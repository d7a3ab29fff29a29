import dynamic from 'next/dynamic';
import { useState } from 'react';
import { untilFetched } from '@/lib/client/until-fetched';
import { PlainButton } from '../ui/plain-button';
import { standingWords } from './hand-over-model';
import { useRoom } from './room-context';

// Opened once in an incident, if at all.
const HandOverDialog = dynamic(
  () => untilFetched(() => import('./hand-over-dialog').then((module) => module.HandOverDialog)),
  { loading: () => null },
);

const HandOverNotes = dynamic(
  () => untilFetched(() => import('./hand-over-notes').then((file) => file.HandOverNotes)),
  { loading: () => null },
);

/** Opens the form to hand over; there only for those who may. */
export function HandOverControl() {
  const { room } = useRoom();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      {room.handOver.actions.length > 0 ? (
        <PlainButton className="link min-h-6 text-small max-md:min-h-11" onClick={() => setIsOpen(true)}>
          Hand over
        </PlainButton>
      ) : null}
      {isOpen ? <HandOverDialog onClose={() => setIsOpen(false)} /> : null}
    </>
  );
}

/** What passes from one to another: an offer that waits, a wheel that was taken, an offer that was declined. */
export function HandOverNotices() {
  const { room } = useRoom();
  const { waiting, wheelLost, declined } = room.handOver;
  return (
    <>
      <p className="sr-only" role="status" aria-label="Who drives and leads">
        {standingWords(room)}
      </p>
      {wheelLost || declined || waiting.length > 0 ? <HandOverNotes /> : null}
    </>
  );
}
