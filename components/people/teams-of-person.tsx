'use client';

import { useRouter } from 'next/navigation';
import { Checkbox } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { useActionForm } from '@/components/ui/use-action-form';
import { memberSchema } from '@/lib/contracts/inputs';
import type { PersonView, TeamView } from '@/lib/contracts/views';
import type { PeopleActions } from './people-screen';

type Props = { person: PersonView; teams: TeamView[] } & Pick<PeopleActions, 'joinTeam' | 'leaveTeam'>;

/** A tick puts the person into a team or takes them out at once. */
export function TeamsOfPerson({ person, teams, joinTeam, leaveTeam }: Props) {
  const router = useRouter();
  const onDone = () => router.refresh();
  const join = useActionForm({ schema: memberSchema, act: joinTeam, onDone });
  const leave = useActionForm({ schema: memberSchema, act: leaveTeam, onDone });
  const error = join.error ?? leave.error;
  return (
    <fieldset disabled={join.isPending || leave.isPending}>
      <legend className="text-sm font-[580]">Teams</legend>
      <p className="mb-1 text-small text-muted">
        What belongs to a team is there for its people alone. A tick counts at once.
      </p>
      {error ? <ErrorNotice error={error} /> : null}
      <div className="grid sm:grid-cols-2">
        {teams.map((team) => {
          const isIn = person.teams.some(({ id }) => id === team.id);
          const change = isIn ? leave : join;
          return (
            <Checkbox
              key={team.id}
              checked={isIn}
              onChange={() => void change.send({ teamId: team.id, personId: person.id })}
              className="max-md:min-h-11 max-md:items-center"
            >
              {team.name}
            </Checkbox>
          );
        })}
      </div>
    </fieldset>
  );
}
