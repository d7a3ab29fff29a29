'use client';

import { useRoom } from '../room/room-context';
import { Card, CardBody, CardTitle } from '../ui/card';
import { Checkbox } from '../ui/field';
import { WriteMessage } from './write-message';

/** At the end: the team hears of it with the close, customers by a message of their own. */
export function TellResolved() {
  const { room, tellsResolved, setTellsResolved } = useRoom();
  const isOpen = room.incident.state === 'open';
  const hasCustomers = room.messageDrafts.some((draft) => draft.audience === 'customer');
  const isSaid = (audience: string) =>
    room.messages.some((message) => message.audience === audience && message.kind === 'resolved');
  const rest = (['internal', 'customer'] as const).filter(
    (audience) => !isSaid(audience) && (audience === 'customer' ? hasCustomers : !isOpen),
  );
  if (!isOpen && rest.length === 0) return null;
  return (
    <Card as="section" aria-label="Tell people that it is resolved">
      <CardTitle>Tell people that it is resolved</CardTitle>
      <CardBody className="grid gap-3">
        {isOpen ? (
          <Checkbox checked={tellsResolved} onChange={(event) => setTellsResolved(event.target.checked)}>
            Tell the team when it is closed
          </Checkbox>
        ) : null}
        {rest.length > 0 ? (
          <div className="flex flex-wrap gap-2">
            {rest.map((audience) => (
              <WriteMessage
                key={audience}
                first={{ audience, kind: 'resolved' }}
                label={audience === 'customer' ? 'Write to customers' : 'Write to the team'}
              />
            ))}
          </div>
        ) : null}
      </CardBody>
    </Card>
  );
}
