import type { EscalationsView } from '@/lib/contracts/escalation-view';
import type { Telling } from '@/lib/domain/message-states';

type Level = Pick<EscalationsView['levels'][number], 'state' | 'people' | 'telling'>;

const WORDS: Record<Telling, string> = {
  told: 'Told',
  sending: 'Telling',
  tell_yourself: 'Tell them yourself:',
  failed: 'Could not be sent to',
};

/** Whom a level concerns, and whether they have heard: never "told" before they have. */
export function tellingWords({ state, people, telling }: Level): string {
  const names = people.join(' and ');
  if (state === 'proposed') return `Would tell ${names}`;
  return telling ? `${WORDS[telling]} ${names}` : `For ${names}`;
}

/** It waits for somebody: to be started, or to be decided. */
export const isOpenLevel = ({ state }: { state: EscalationsView['levels'][number]['state'] }): boolean =>
  state === 'proposed' || state === 'active';
