import type { HandOverKind, HandOverView } from '@/lib/contracts/hand-over';
import type { RoomView } from '@/lib/contracts/views';

const WHAT: Record<HandOverKind, string> = { incident: 'take over', wheel: 'take the wheel' };

/** What the room says of an offer that waits: to whoever is asked, and to everybody else. */
export function offerTitle({ kind, to, offeredBy }: HandOverView, meId: string): string {
  if (to.id !== meId) return `Waiting for ${to.name} to ${WHAT[kind]}`;
  return kind === 'wheel' ? `${offeredBy} offers you the wheel` : `${offeredBy} asks you to take over this incident`;
}

export type Choice = RoomView['handOver']['candidates'][number] & { because: string | null };

/** Those who can be chosen first; the others say why not. */
export function choicesFor({ candidates }: RoomView['handOver'], kind: HandOverKind): Choice[] {
  return candidates
    .map((person) => ({ ...person, because: person.becauseNot[kind] ?? null }))
    .sort((a, b) => Number(a.because !== null) - Number(b.because !== null));
}

/** One line a person: who can be chosen, whether they are there, and why not where they cannot. */
export function choiceWords({ name, isPresent, because }: Choice): string {
  return `${name}${isPresent ? ', here now' : ''}${
    because
      ? ` (${because
          .replace(/\.$/, '')
          .replace(/^They /, 'they ')
          .replace(/^Their /, 'their ')})`
      : ''
  }`;
}

/** Who drives and who leads, for those who hear the page rather than see it. */
export function standingWords({ people, handOver, me }: Pick<RoomView, 'people' | 'handOver' | 'me'>): string {
  const driver = people.find(({ isDriver }) => isDriver);
  const nameOf = (one: { id: string; name: string }) => (one.id === me.id ? 'You' : one.name);
  const drives = driver ? `${nameOf(driver)} ${driver.id === me.id ? 'drive' : 'drives'}. ` : '';
  return `${drives}${nameOf(handOver.lead)} ${handOver.lead.id === me.id ? 'lead' : 'leads'} this incident.`;
}
