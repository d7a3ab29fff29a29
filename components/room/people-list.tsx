import { ROLE_WORDS } from '../people/people-model';
import { Pill } from '../ui/pill';
import { Avatar } from './avatars';
import { useRoom } from './room-context';

/** Everybody who was in the room, and who drives. */
export function PeopleList() {
  const { room } = useRoom();
  return (
    <ul aria-label="People" className="grid gap-1 px-4.5 py-3.5">
      {room.people.map((person) => (
        <li key={person.id} className="flex min-h-11 items-center gap-3">
          <Avatar person={person} />
          <div className="min-w-0 grow">
            <p className="truncate font-[580]">
              {person.name}
              {person.id === room.me.id ? <span className="font-normal text-muted"> (you)</span> : null}
            </p>
            <p className="text-small text-muted">
              {ROLE_WORDS[person.role]} · {person.isPresent ? 'here now' : 'not here now'}
            </p>
          </div>
          {person.isDriver ? <Pill tone="accent">drives</Pill> : null}
        </li>
      ))}
    </ul>
  );
}
