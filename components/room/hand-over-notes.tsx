import { useState } from 'react';
import type { HandOverView } from '@/lib/contracts/hand-over';
import type { AllowedAction } from '@/lib/contracts/views';
import { ActionButton } from '../ui/action-button';
import { Button } from '../ui/button';
import { Notice } from '../ui/notice';
import { LocalTime } from '../ui/time';
import { buildBar } from './bar-model';
import { offerTitle } from './hand-over-model';
import { useRoom } from './room-context';

const AROUND = 'mx-4 mt-4 sm:mx-5';

/** An offer that waits, a wheel that was taken, an offer that was declined. */
export function HandOverNotes() {
  const { room } = useRoom();
  const { waiting, wheelLost, declined } = room.handOver;
  const [seen, setSeen] = useState<readonly string[]>([]);
  const see = (id: string) => setSeen((before) => [...before, id]);
  return (
    <>
      {wheelLost && !seen.includes(wheelLost.eventId) ? (
        <Notice
          tone="warn"
          role="alert"
          className={AROUND}
          title={`${wheelLost.by} took the wheel${wheelLost.reason ? `, because: ${wheelLost.reason}` : ''}`}
          actions={<Button onClick={() => see(wheelLost.eventId)}>Put this note away</Button>}
        >
          At <LocalTime at={wheelLost.at} withSeconds />. You do not drive any more: what runs goes on, and they decide.
        </Notice>
      ) : null}
      {declined && !seen.includes(declined.id) ? (
        <Notice
          tone="warn"
          role="alert"
          className={AROUND}
          title={`${declined.by} does not ${declined.kind === 'wheel' ? 'take the wheel' : 'take over'}: ${declined.reason}`}
          actions={<Button onClick={() => see(declined.id)}>Put this note away</Button>}
        >
          It stays as it was. You can ask somebody else.
        </Notice>
      ) : null}
      {waiting.map((offer) => (
        <Waiting key={offer.id} offer={offer} />
      ))}
    </>
  );
}

function Waiting({ offer }: { offer: HandOverView }) {
  const { room, place, perform } = useRoom();
  const isMine = offer.to.id === room.me.id;
  // The page has one main thing to do. Whoever drives already has theirs in the bar.
  const isMain = buildBar(room, place).primary === null;
  const run = (action: AllowedAction, { reason }: { reason: string }) =>
    perform({ action, subject: { room } }, { text: reason });
  return (
    <Notice
      tone={isMine ? 'warn' : 'info'}
      role={isMine ? 'alert' : 'status'}
      className={AROUND}
      // A clock that ticks in here would be read out with every tick.
      title={
        <>
          {offerTitle(offer, room.me.id)}, since <LocalTime at={offer.offeredAt} />
        </>
      }
      actions={
        offer.actions.length > 0
          ? offer.actions.map((action) => (
              <ActionButton
                key={action.key}
                action={action}
                onRun={run}
                variant={action.isPrimary && isMain ? 'primary' : 'secondary'}
              />
            ))
          : undefined
      }
    >
      {isMine ? (
        <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{offer.note}</p>
      ) : (
        `${offer.from} ${offer.kind === 'wheel' ? 'drives' : 'leads'} until then.`
      )}
    </Notice>
  );
}
