'use client';

import { useRoom } from '../room/room-context';
import { Notice } from '../ui/notice';
import { useNow } from '../ui/render-context';
import { readClock } from '../ui/time-model';
import { AUDIENCE_WORDS, clockStanding } from './message-model';
import { WriteMessage } from './write-message';

/** Says, where everybody looks, that an audience has to hear something soon or did not hear it in time. */
export function UpdateDue() {
  const { room } = useRoom();
  const now = useNow();
  if (room.incident.state === 'closed') return null;
  const due = room.messageClocks.filter((clock) => clock.stoppedAt === null && clockStanding(clock, now) !== 'calm');
  return due.map((clock) => {
    const isMissed = clockStanding(clock, now) === 'missed';
    const to = AUDIENCE_WORDS[clock.audience];
    return (
      <Notice
        key={clock.audience}
        tone={isMissed ? 'fail' : 'warn'}
        role="status"
        title={
          isMissed
            ? `The update to ${to} was missed`
            : `An update to ${to} is due: ${readClock(clock.nextDueAt, now).words}`
        }
        actions={<WriteMessage first={{ audience: clock.audience, kind: 'update' }} label={`Write to ${to}`} />}
      >
        {isMissed ? 'It was brought to the next level. A message makes it good.' : null}
      </Notice>
    );
  });
}
