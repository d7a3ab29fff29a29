import Link from 'next/link';
import { useRoom } from './room-context';

/** A way to the page of the last resort, and not the act itself. */
export function NobodyThere() {
  const { room } = useRoom();
  const offered = room.run?.actions.find(({ key }) => key === 'break-glass');
  if (!offered || offered.disabledBecause) return null;
  return (
    <p className="text-small text-muted">
      Nobody can approve, and it cannot wait?{' '}
      <Link
        href={`/incidents/${room.incident.code}/break-glass`}
        className="link inline-flex min-h-11 items-center sm:min-h-6"
      >
        Read what breaking the glass means
      </Link>
    </p>
  );
}
