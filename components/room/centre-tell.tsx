import { MessageList } from '../messages/message-list';
import { Heading } from './heading';
import { useRoom } from './room-context';
import { tellingOf } from './room-model';

const WORDS = {
  told: { title: 'The team was told', about: 'No step ran before these words went out.' },
  sending: { title: 'The team is being told', about: 'No step runs before the first of these has arrived.' },
  untold: {
    title: 'Not everybody was told yet',
    about: 'People are told before any step runs: in the channel, by mail, or on the phone.',
  },
};

/** Who was told, over what, in which words. */
export function CentreTell() {
  const { room } = useRoom();
  const { title, about } = WORDS[tellingOf(room)];
  return (
    <>
      <Heading label="Tell the team" title={title}>
        <p>{room.incident.untoldBecause ?? about}</p>
      </Heading>
      <section aria-label="Messages that went out" className="card -mx-0 py-0.5">
        <MessageList />
      </section>
    </>
  );
}
