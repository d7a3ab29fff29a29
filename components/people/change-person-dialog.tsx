'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/notice';
import { useActionForm } from '@/components/ui/use-action-form';
import { changePersonSchema } from '@/lib/contracts/inputs';
import type { PersonView, TeamView } from '@/lib/contracts/views';
import { ROLE_WORDS } from './people-model';
import type { PeopleActions } from './people-screen';
import { RoleChoice } from './role-choice';
import { TeamsOfPerson } from './teams-of-person';

type Props = {
  person: PersonView;
  isMe: boolean;
  close: () => void;
  teams: TeamView[];
  changePerson: PeopleActions['changePerson'];
  joinTeam: PeopleActions['joinTeam'];
  leaveTeam: PeopleActions['leaveTeam'];
  onDone: () => void;
  askPassword: () => void;
};

export function ChangePersonDialog({
  person,
  isMe,
  teams,
  close,
  changePerson,
  onDone,
  askPassword,
  ...membership
}: Props) {
  const [role, setRole] = useState(person.role);
  const { isPending, error, send } = useActionForm({ schema: changePersonSchema, act: changePerson, onDone });
  return (
    <Dialog
      isOpen
      onOpenChange={close}
      title={person.name}
      description={isMe ? 'This is you: a smaller role counts at once, for you too.' : person.email}
      footer={
        <>
          <Button
            className="sm:mr-auto"
            isPending={isPending}
            onClick={() => void send({ personId: person.id, isActive: !person.isActive })}
          >
            {person.isActive ? 'Disable this account' : 'Enable this account'}
          </Button>
          <Button onClick={close}>Not now</Button>
          <Button
            variant="primary"
            disabled={role === person.role}
            isPending={isPending}
            onClick={() => void send({ personId: person.id, role })}
          >
            {role === person.role ? 'Change the role' : `Make ${ROLE_WORDS[role].toLowerCase()}`}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        {error ? <ErrorNotice error={error} /> : null}
        <RoleChoice value={role} onChange={setRole} />
        {teams.length > 0 ? <TeamsOfPerson person={person} teams={teams} {...membership} /> : null}
        <p className="text-small text-muted">
          {person.isActive
            ? 'Disabling signs them out at once. What they did stays in every record.'
            : 'This account is disabled: they cannot sign in.'}
        </p>
        <p className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-t border-line pt-3 text-small text-muted">
          Forgotten, or known to somebody else?
          <Button size="small" onClick={askPassword}>
            Set a new password
          </Button>
        </p>
      </div>
    </Dialog>
  );
}
