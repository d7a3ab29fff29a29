import type { MessageKind, MessageState } from '@/lib/contracts/message';
import type { Contact } from '@/lib/contracts/runbook';

/** States in which somebody has really heard of it: sent as the channel says, or told as a person says. */
export const HEARD_STATES: readonly MessageState[] = ['sent', 'told_by_person'];

/**
 * Kinds that tell the team how things stand. Only they open the way to the first step: a request for approval or a
 * reminder goes to a few people only.
 */
export const TEAM_KINDS: readonly MessageKind[] = ['notification', 'update'];

/** Whether the team was told by this message. One that waits, failed or is still to be told does not count. */
export function tellsTeam(message: { audience: string; kind: string; state: string }): boolean {
  return (
    message.audience === 'internal' &&
    (TEAM_KINDS as readonly string[]).includes(message.kind) &&
    (HEARD_STATES as readonly string[]).includes(message.state)
  );
}

type Told = Parameters<typeof tellsTeam>[0] & { reaches: readonly string[] };

/**
 * Why no step may run yet, or null. Contacts who hear of every rollback have to have heard of this one by name: by a mail
 * that was taken, or by a person's word. A text in a room does not do: nobody knows who reads it.
 */
export function whyUntold(contacts: readonly Pick<Contact, 'key' | 'name' | 'when'>[], messages: readonly Told[]) {
  const heard = messages.filter(tellsTeam);
  const untold = contacts.filter(({ key, when }) => when.always && !heard.some(({ reaches }) => reaches.includes(key)));
  if (heard.length > 0 && untold.length === 0) return null;
  const names = untold.map((contact) => contact.name).join(' and ');
  const who = names ? `${names} ${untold.length === 1 ? 'hears' : 'hear'} of every rollback` : 'they hear of it';
  return `Tell the team first: ${who} before any step runs.`;
}

/** How people were told by messages that belong together; what a person still has to do comes before all else. */
export type Telling = 'tell_yourself' | 'failed' | 'sending' | 'told';

const TELLING: readonly [Telling, readonly MessageState[]][] = [
  ['tell_yourself', ['tell_yourself']],
  ['failed', ['failed']],
  ['sending', ['queued', 'sending']],
  ['told', HEARD_STATES],
];

/**
 * The same for certain contacts, by the rows that reach them by name; by all rows where none does. Null: there was no
 * message, or none that is of any use now.
 */
export function tellingOf(
  contactKeys: readonly string[],
  rows: readonly { state: string; reaches: readonly string[] }[],
): Telling | null {
  const named = rows.filter(({ reaches }) => reaches.some((key) => contactKeys.includes(key)));
  const states = (named.length > 0 ? named : rows).map(({ state }) => state as MessageState);
  return TELLING.find(([, of]) => states.some((state) => of.includes(state)))?.[0] ?? null;
}
