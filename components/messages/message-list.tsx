import { useRoom } from '../room/room-context';
import { RoomBatchItem } from './message-batch';
import { MessageClocks } from './message-clocks';
import { groupMessages } from './message-model';
import { WriteMessage } from './write-message';

/** What was written to whom, whether it arrived, and when the next one is due. */
export function MessageList() {
  const { room } = useRoom();
  const batches = groupMessages(room.messages);
  return (
    <>
      <div className="grid gap-3 border-b border-line px-4.5 py-3.5 empty:hidden">
        <MessageClocks />
        <WriteMessage />
      </div>
      {batches.length === 0 ? (
        <p className="px-4.5 py-4 text-muted">
          Nobody was told through this console yet. Tell the team before the first step runs.
        </p>
      ) : (
        <ul aria-label="Messages" className="divide-y divide-line">
          {batches.map((batch) => (
            <RoomBatchItem key={batch.key} batch={batch} />
          ))}
        </ul>
      )}
    </>
  );
}
