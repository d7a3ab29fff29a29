import { lazy, Suspense, useState } from 'react';
import { untilFetched } from '@/lib/client/until-fetched';
import { PlainButton } from '../ui/plain-button';
import { useRoom } from './room-context';

const SeverityDialog = lazy(() =>
  untilFetched(() => import('./severity-dialog').then((file) => ({ default: file.SeverityDialog }))),
);

/** Severity is the server's; a person may still know better, and says why. */
export function SeverityControl() {
  const { room } = useRoom();
  const [isOpen, setIsOpen] = useState(false);
  if (!room.incident.actions.some((action) => action.key === 'change-severity')) return null;
  return (
    <>
      <PlainButton className="link min-h-touch text-small sm:min-h-6" onClick={() => setIsOpen(true)}>
        Change severity
      </PlainButton>
      {isOpen ? (
        <Suspense>
          <SeverityDialog onClose={() => setIsOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
