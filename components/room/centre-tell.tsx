import { Heading } from './heading';
import { MessageList } from './message-list';
import { useRoom } from './room-context';

/** Who was told, over what, in which words. */
export function CentreTell() {
  const { room } = useRoom();
  const isTold = room.messages.some((message) => message.state === 'told_by_person' || message.state === 'sent');
  return (
    <>
      <Heading label="Tell the team" title={isTold ? 'The team was told' : 'Nobody was told yet'}>
        <p>
          {isTold
            ? 'These words went out before any step ran.'
            : 'People are told before any step runs: in the channel, by mail, or on the phone.'}
        </p>
      </Heading>
      <section aria-label="Messages that went out" className="card -mx-0 py-0.5">
        <MessageList />
      </section>
    </>
  );
}
