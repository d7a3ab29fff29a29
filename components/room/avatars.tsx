import { clsx } from 'clsx';
import type { RoomView } from '@/lib/contracts/views';
import { sortPeople } from './people-model';
import { useRoom } from './room-context';

type Person = RoomView['people'][number];
const SHOWN = 4;

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return `${words[0]?.[0] ?? '?'}${words.length > 1 ? (words.at(-1)?.[0] ?? '') : ''}`.toUpperCase();
}

/** A person as two letters; a filled dot where they are in the room now. */
export function Avatar({ person, className }: { person: Person; className?: string }) {
  return (
    <span
      title={`${person.name}${person.isLead ? ', leads' : ''}${person.isDriver ? ', drives' : ''}${person.isPresent ? ', here now' : ''}`}
      className={clsx(
        'relative grid size-7 shrink-0 place-items-center rounded-full bg-accent-soft text-tiny font-[640] text-accent ring-2 ring-surface',
        !person.isPresent && 'opacity-70 grayscale',
        className,
      )}
    >
      <span aria-hidden>{initials(person.name)}</span>
      <span className="sr-only">
        {person.name}
        {person.isLead ? ', leads' : ''}
        {person.isDriver ? ', drives' : ''}
        {person.isPresent ? ', here now' : ''}
      </span>
      {person.isPresent ? (
        <span aria-hidden className="absolute -right-0.5 -bottom-0.5 size-2.5 rounded-full bg-ok ring-2 ring-surface" />
      ) : null}
    </span>
  );
}

/** Who is in the room, those who are here first. */
export function People({ className }: { className?: string }) {
  const { room } = useRoom();
  const people = sortPeople(room.people);
  const more = people.length - SHOWN;
  return (
    <ul aria-label="People in this room" className={clsx('flex shrink-0 items-center gap-1', className)}>
      {people.slice(0, SHOWN).map((person) => (
        <li key={person.id}>
          <Avatar person={person} />
        </li>
      ))}
      {more > 0 ? (
        <li className="grid size-7 place-items-center rounded-full bg-sunken text-tiny font-[640] text-muted ring-2 ring-surface">
          +{more}
        </li>
      ) : null}
    </ul>
  );
}
