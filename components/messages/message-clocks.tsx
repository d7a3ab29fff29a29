'use client';

import { clsx } from 'clsx';
import { useRoom } from '../room/room-context';
import { useNow } from '../ui/render-context';
import { readClock } from '../ui/time-model';
import { AUDIENCE_WORDS, clockStanding } from './message-model';

/** When each audience has to hear something again. */
export function MessageClocks() {
  const { room } = useRoom();
  const now = useNow();
  const running = room.messageClocks.filter((clock) => clock.stoppedAt === null);
  const stopped = room.messageClocks.filter((clock) => clock.stoppedAt !== null);
  if (room.messageClocks.length === 0 || room.incident.state === 'closed') return null;
  return (
    <dl className="grid gap-1.5">
      {running.map((clock) => {
        const standing = clockStanding(clock, now);
        const { words, spoken } = readClock(clock.nextDueAt, now);
        return (
          <div key={clock.audience} className="flex flex-wrap items-baseline justify-between gap-x-3">
            <dt>Next update to {AUDIENCE_WORDS[clock.audience]}</dt>
            <dd
              role="timer"
              aria-live="off"
              aria-label={`Next update to ${AUDIENCE_WORDS[clock.audience]}: ${spoken}`}
              className={clsx(
                'num font-semibold whitespace-nowrap',
                standing === 'missed' ? 'text-fail' : standing === 'soon' && 'text-waiting',
              )}
            >
              {words}
            </dd>
            {clock.missedCount > 0 ? (
              <dd className="w-full text-small text-fail">
                {clock.missedCount === 1 ? 'The last one was missed.' : `The last ${clock.missedCount} were missed.`}
              </dd>
            ) : null}
          </div>
        );
      })}
      {stopped.map(({ audience }) => (
        <div key={audience} className="flex flex-wrap items-baseline justify-between gap-x-3">
          <dt>Next update to {AUDIENCE_WORDS[audience]}</dt>
          <dd className="text-small text-muted">none: they were told that it is resolved</dd>
        </div>
      ))}
    </dl>
  );
}
