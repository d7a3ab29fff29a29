import type { PersonInRoom, RoomView } from '@/lib/contracts/views';
import { READS_THE_PLAN } from '@/lib/domain/look-places';
import { findStep, type Place, parsePlace, stepPosition } from './room-model';

const LOOKS_AT: Record<Exclude<Place['kind'], 'step'>, string> = {
  procedure: 'looks at the procedures',
  preflight: 'looks at the preflight',
  tell: 'looks at who was told',
  approval: 'looks at the approval',
  outcome: 'looks at how it ended',
  validation: 'looks at the first checks',
  comprehensive: 'looks at the comprehensive validation',
  baseline: 'looks at the benchmark',
  criteria: 'looks at the success criteria',
  report: 'looks at the end of it',
};

/** Where somebody is, for the line under their name: whether they are there, and what they look at where it is not what happens. */
export function whereabouts(room: Pick<RoomView, 'run'>, person: PersonInRoom): string {
  if (!person.isPresent) return 'not here now';
  if (!person.looksAt) return 'here now';
  if (person.looksAt === READS_THE_PLAN) return 'reads the plan';
  const place = parsePlace(person.looksAt);
  if (place?.kind !== 'step') return place ? LOOKS_AT[place.kind] : 'here now';
  // A step of a run before this one, or of a newer version of the page.
  const step = findStep(room, place.stepId);
  return step ? `looks at ${lowerFirst(stepPosition(room.run, step))}` : 'here now';
}

const lowerFirst = (words: string) => words.charAt(0).toLowerCase() + words.slice(1);

/** Who the room shows as two letters: whoever leads, drives and is there before those who have gone. */
export function sortPeople(people: readonly PersonInRoom[]): PersonInRoom[] {
  const rank = (one: PersonInRoom) => (one.isPresent ? 4 : 0) + (one.isDriver ? 2 : 0) + (one.isLead ? 1 : 0);
  return people.toSorted((a, b) => rank(b) - rank(a));
}
