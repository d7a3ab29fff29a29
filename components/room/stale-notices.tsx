import { FetchError } from '@/lib/client/fetchers';
import { Notice } from '../ui/notice';
import { RelativeTime } from '../ui/time';
import { useRoom } from './room-context';

/** What makes the picture doubtful: a silent worker, a server that does not answer. */
export function StaleNotices({ error }: { error: Error | null }) {
  const { room } = useRoom();
  return (
    <>
      {room.worker.isAlive ? null : (
        <Notice tone="warn" role="alert" title="The worker is not answering" className="mx-4 mt-4 sm:mx-5">
          Nothing new is started until it is back.{' '}
          {room.worker.lastBeatAt ? (
            <>
              It was last heard <RelativeTime at={room.worker.lastBeatAt} />.
            </>
          ) : (
            'It was never heard.'
          )}{' '}
          A step that was running may still run on the target: the console looks before it says how it ended. Restart
          the console’s worker process.
        </Notice>
      )}
      {error instanceof FetchError ? (
        <Notice tone="warn" title={error.detail.message} className="mx-4 mt-4 sm:mx-5">
          {error.detail.remedy}
        </Notice>
      ) : null}
    </>
  );
}
