import type { TimelineItem } from '@/lib/contracts/views';
import type { EventData, EventType } from './events';

export type Words = Pick<TimelineItem, 'strong' | 'text' | 'quote' | 'tone'>;
/** One sentence an event. Null: it is in the log for the chain's sake, and says nothing that people look for here. */
export type Teller<T extends EventType> = { [K in T]: (data: EventData<K>) => Words | null };

export const say = (
  strong: string,
  text = '',
  tone: Words['tone'] = 'neutral',
  quote: string | null = null,
): Words => ({
  strong,
  text,
  tone,
  quote: quote?.trim() ? quote : null,
});
