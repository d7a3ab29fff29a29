'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { Checkbox } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { useActionForm } from '@/components/ui/use-action-form';
import { memberSchema } from '@/lib/contracts/inputs';
import type { PersonView, TeamView } from '@/lib/contracts/views';
import type { PeopleActions } from './people-screen';

type Props = { person: PersonView; teams: TeamView[] } & Pick<PeopleActions, 'joinTeam' | 'leaveTeam'>;

/** A tick puts the person into a team or takes them out at once; where that is refused, it goes back to how things are. */
export function TeamsOfPerson({ person, teams, joinTeam, leaveTeam }: Props) {
  const router = useRouter();
  const [ticked, setTicked] = useState(() => idsOf(person));
  const onDone = () => router.refresh();
  const join = useActionForm({ schema: memberSchema, act: joinTeam, onDone });
  const leave = useActionForm({ schema: memberSchema, act: leaveTeam, onDone });
  const error = join.error ?? leave.error;
  useEffect(() => {
    if (error) setTicked(idsOf(person));
  }, [error, person]);
  const change = (teamId: string, isIn: boolean) => {
    setTicked(isIn ? [...ticked, teamId] : ticked.filter((id) => id !== teamId));
    void (isIn ? join : leave).send({ teamId, personId: person.id });
  };
  return (
    <fieldset disabled={join.isPending || leave.isPending}>
      <legend className="text-sm font-[580]">Teams</legend>
      <p className="mb-1 text-small text-muted">
        What belongs to a team is there for its people alone. A tick counts at once.
      </p>
      {error ? <ErrorNotice error={error} /> : null}
      <div className="grid sm:grid-cols-2">
        {teams.map(({ id, name }) => (
          <Checkbox
            key={id}
            checked={ticked.includes(id)}
            onChange={(event) => change(id, event.target.checked)}
            className="max-md:min-h-11 max-md:items-center"
          >
            {name}
          </Checkbox>
        ))}
      </div>
    </fieldset>
  );
}

const idsOf = ({ teams }: PersonView) => teams.map(({ id }) => id);
