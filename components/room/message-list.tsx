import type { MessageView } from '@/lib/contracts/views';
import { CopyButton } from '../ui/copy-button';
import { Pill, type Tone } from '../ui/pill';
import { LocalTime } from '../ui/time';
import { useRoom } from './room-context';

const STATES: Record<MessageView['state'], { words: (by: string) => string; tone: Tone }> = {
  told_by_person: { words: (by) => `told by ${by}`, tone: 'ok' },
  draft: { words: () => 'waits for a second person', tone: 'waiting' },
  tell_yourself: { words: () => 'tell them yourself', tone: 'waiting' },
  queued: { words: () => 'is being sent', tone: 'waiting' },
  sending: { words: () => 'is being sent', tone: 'waiting' },
  cancelled: { words: () => 'not needed any more', tone: 'neutral' },
  sent: { words: () => 'sent', tone: 'ok' },
  failed: { words: () => 'not sent', tone: 'fail' },
};

/** What was written to whom, and whether it arrived. Nothing here claims more than is known. */
export function MessageList() {
  const { room } = useRoom();
  if (room.messages.length === 0)
    return (
      <p className="px-4.5 py-4 text-muted">
        Nobody was told through this console yet. Tell the team before the first step runs.
      </p>
    );
  return (
    <ul aria-label="Messages" className="divide-y divide-line">
      {room.messages.map((message) => (
        <li key={message.id} className="px-4.5 py-3.5">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <b>{message.recipient}</b>
            <span className="text-small text-muted">{message.audience === 'customer' ? 'customers' : 'internal'}</span>
            <Pill tone={STATES[message.state].tone} className="ml-auto">
              {STATES[message.state].words(message.by)}
            </Pill>
          </p>
          <p className="mt-1.5 max-h-60 overflow-y-auto text-small whitespace-pre-wrap [overflow-wrap:anywhere]">
            {message.body}
          </p>
          <p className="mt-1 flex items-center gap-2 text-small text-faint">
            <LocalTime at={message.at} /> · {message.channel}
            <CopyButton text={message.body} label="Copy the message" className="ml-auto text-muted hover:bg-sunken" />
          </p>
        </li>
      ))}
    </ul>
  );
}
