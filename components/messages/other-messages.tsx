import { Pill } from '@/components/ui/pill';
import { LocalTime } from '@/components/ui/time';
import type { OtherMessage } from '@/lib/contracts/message-view';
import { messageStanding } from './message-model';
import { RowsSection } from './rows-section';

/** Messages that no room shows, because they belong to no incident: reminders of drills. */
export function OtherMessages({ messages }: { messages: OtherMessage[] }) {
  if (messages.length === 0) return null;
  return (
    <RowsSection id="others-title" title="Outside of incidents" className="mt-7">
      {messages.map((message) => {
        const { words, tone } = messageStanding(message);
        return (
          <li key={message.id} className="grid gap-0.5 px-4.5 py-2.5">
            <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <span className="min-w-0 [overflow-wrap:anywhere]">{message.subject}</span>
              <Pill tone={tone} className="ml-auto">
                {words}
              </Pill>
            </p>
            <p className="text-small text-muted [overflow-wrap:anywhere]">
              <LocalTime at={message.at} /> · {message.recipient}
              {message.answer ? ` · ${message.answer}` : ''}
            </p>
          </li>
        );
      })}
    </RowsSection>
  );
}
