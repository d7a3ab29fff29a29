import { ROLE_WORDS } from '../people/people-model';
import { Pill } from '../ui/pill';
import { Avatar } from './avatars';
import { sortPeople, whereabouts } from './people-model';
import { useRoom } from './room-context';

/** Everybody who was in the room, what they look at, who drives and who leads. */
export function PeopleList() {
  const { room } = useRoom();
  return (
    <ul aria-label="People" className="grid gap-1 px-4.5 py-3.5">
      {sortPeople(room.people).map((person) => (
        <li key={person.id} className="flex min-h-11 items-center gap-3">
          <Avatar person={person} />
          <div className="min-w-0 grow">
            <p className="truncate font-[580]">
              {person.name}
              {person.id === room.me.id ? <span className="font-normal text-muted"> (you)</span> : null}
            </p>
            <p className="text-small text-muted">
              {ROLE_WORDS[person.role]} · {whereabouts(room, person)}
            </p>
          </div>
          {person.isLead ? <Pill tone="neutral">leads</Pill> : null}
          {person.isDriver ? <Pill tone="accent">drives</Pill> : null}
        </li>
      ))}
    </ul>
  );
}
