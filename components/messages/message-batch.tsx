import type { ActionResult } from '@/lib/contracts/result';
import type { AllowedAction } from '@/lib/contracts/views';
import { useRoom } from '../room/room-context';
import { ActionButton } from '../ui/action-button';
import { CopyButton } from '../ui/copy-button';
import { Pill } from '../ui/pill';
import { LocalTime } from '../ui/time';
import { batchTitle, type MessageBatch, messageStanding } from './message-model';
import { PhoneLink } from './phone-link';

/** Does something with messages: where they are shown decides how. */
export type SettleMessages = (
  action: AllowedAction,
  messageIds: string[],
  reason: string,
) => Promise<ActionResult<unknown>>;

/** A batch of the room that one stands in. */
export function RoomBatchItem({ batch }: { batch: MessageBatch }) {
  const { perform, room } = useRoom();
  const settle: SettleMessages = (action, messageIds, text) =>
    perform({ action, subject: { room, messageIds } }, { text });
  return <MessageBatchItem batch={batch} settle={settle} />;
}

/** One text with everybody who was to have it, and what became of it for each of them. */
export function MessageBatchItem({ batch, settle }: { batch: MessageBatch; settle: SettleMessages }) {
  const title = batchTitle(batch);
  return (
    <li className="grid gap-2 px-4.5 py-3.5">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <b>{title}</b>
        <span className="text-small text-faint">
          <LocalTime at={batch.at} /> · {batch.by}
        </span>
      </p>
      {/* Whoever is asked for their word reads the text first. */}
      <details open={batch.messages.some((message) => message.state === 'draft')}>
        <summary className="cursor-pointer py-3 text-small text-muted sm:py-0 [overflow-wrap:anywhere] hover:text-text">
          {batch.subject || batch.body}
        </summary>
        <p className="mt-1.5 max-h-72 overflow-y-auto rounded-control bg-sunken px-3 py-2 text-small whitespace-pre-wrap [overflow-wrap:anywhere]">
          {batch.body}
        </p>
      </details>
      <ul aria-label={title} className="grid gap-2">
        {batch.messages.map((message) => (
          <Row key={message.id} message={message} settle={settle} />
        ))}
      </ul>
      {batch.tellable.length > 0 ? (
        <div className="flex flex-wrap items-center gap-2">
          <CopyButton
            text={`${batch.subject}\n\n${batch.body}`}
            label="Copy the text"
            className="min-h-8 border border-line bg-surface px-3 text-sm hover:bg-sunken"
          />
          {batch.tellable.length > 1 ? (
            <ActionButton
              action={{
                key: 'message-told',
                label: 'I told all of them',
                about: '',
                isPrimary: false,
                isDanger: false,
                needsReason: false,
              }}
              size="small"
              onRun={(action) => settle(action, batch.tellable, '')}
            />
          ) : null}
        </div>
      ) : null}
    </li>
  );
}

function Row({ message, settle }: { message: MessageBatch['messages'][number]; settle: SettleMessages }) {
  const { words, tone } = messageStanding(message);
  const isNumber = message.phone !== '' && message.phone === message.recipient;
  return (
    <li className="grid gap-1 border-l-2 border-line pl-3">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="min-w-0 text-small [overflow-wrap:anywhere]">
          <span className="text-muted">{message.channel}</span>{' '}
          {isNumber ? <PhoneLink number={message.phone} /> : message.recipient}
        </span>
        <Pill tone={tone} className="ml-auto">
          {words}
        </Pill>
      </p>
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1.5 text-small text-muted empty:hidden">
        {message.answer ? <p className="min-w-0 [overflow-wrap:anywhere]">{message.answer}</p> : null}
        {message.secondBy ? <p>Let out by {message.secondBy}</p> : null}
        {message.phone && !isNumber && message.state === 'tell_yourself' ? <PhoneLink number={message.phone} /> : null}
        {message.actions.map((action) => (
          <ActionButton
            key={action.key}
            action={action}
            size="small"
            isReasonShown
            className="ml-auto"
            onRun={(act, { reason }) => settle(act, [message.id], reason)}
          />
        ))}
      </div>
    </li>
  );
}
