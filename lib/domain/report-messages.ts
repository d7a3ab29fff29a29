import type { ReportMessage } from '@/lib/contracts/report-view';
import type { DomainEvent } from './events';

/** Who was told what, when and over what, with what each channel said: in the order in which it happened. */
export function buildMessages(events: readonly DomainEvent[]): ReportMessage[] {
  return events.flatMap((event): ReportMessage[] => {
    const { at, actorName: by } = event;
    switch (event.type) {
      case 'people.notified':
        // What is sent, and what a person tells later, has an event of its own once it has happened.
        return event.data.channels
          .filter((channel) => channel.state === 'told_by_person')
          .map(({ title }) => ({
            ...{ at, by, audience: 'internal' as const, recipient: title, outcome: 'told' as const },
            subject: event.data.subject ?? '',
            answer: `${by} told them`,
          }));
      case 'message.sent':
      case 'message.failed': {
        const { audience, recipient, subject, answer } = event.data;
        const outcome = event.type === 'message.sent' ? ('sent' as const) : ('failed' as const);
        return [{ at, by, audience, recipient, subject, answer, outcome }];
      }
      case 'message.told': {
        const { audience, recipient, subject } = event.data;
        return [{ at, by, audience, recipient, subject, answer: `${by} told them`, outcome: 'told' }];
      }
      default:
        return [];
    }
  });
}
