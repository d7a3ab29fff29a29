'use client';

import { clsx } from 'clsx';
import { UserPlus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Avatar } from '@/components/shell/avatar';
import { Button } from '@/components/ui/button';
import { PageHead } from '@/components/ui/page-head';
import { Pill } from '@/components/ui/pill';
import type { ActionResult } from '@/lib/contracts/result';
import type { PersonView, TeamView } from '@/lib/contracts/views';
import { AddPersonDialog } from './add-person-dialog';
import { ChangePersonDialog } from './change-person-dialog';
import { ROLE_HELP, ROLE_WORDS } from './people-model';
import { SetPasswordDialog } from './set-password-dialog';
import { type TeamActions, Teams } from './teams';

export type PeopleActions = {
  createPerson: (input: never) => Promise<ActionResult<unknown>>;
  changePerson: (input: never) => Promise<ActionResult<unknown>>;
  setPassword: (input: never) => Promise<ActionResult<unknown>>;
  joinTeam: (input: never) => Promise<ActionResult<unknown>>;
  leaveTeam: (input: never) => Promise<ActionResult<unknown>>;
};
type Props = { people: PersonView[]; teams: TeamView[]; canManage: boolean; myId: string } & PeopleActions &
  TeamActions;

/** Who is here and what their role lets them do; administrators change it. */
export function PeopleScreen({ people, teams, canManage, myId, makeTeam, renameTeam, deleteTeam, ...actions }: Props) {
  const { createPerson, changePerson, setPassword } = actions;
  const router = useRouter();
  const [isAdding, setIsAdding] = useState(false);
  const [changedId, setChangedId] = useState<string | null>(null);
  const [isPasswordAsked, setIsPasswordAsked] = useState(false);
  const changed = people.find((person) => person.id === changedId) ?? null;
  const close = () => {
    setChangedId(null);
    setIsPasswordAsked(false);
  };
  const done = () => {
    setIsAdding(false);
    close();
    router.refresh();
  };
  return (
    <>
      <PageHead
        title="People"
        about={
          canManage
            ? 'Roles decide who may approve. A change counts from the next press of a button.'
            : 'Administrators add people, change roles and set new passwords.'
        }
        action={
          canManage ? (
            <Button
              variant="primary"
              icon={<UserPlus aria-hidden className="size-4.5" />}
              onClick={() => setIsAdding(true)}
            >
              Add a person
            </Button>
          ) : undefined
        }
      />
      <ul aria-label="People" className="card divide-y divide-line">
        {people.map((person) => (
          <li
            key={person.id}
            className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3.5 gap-y-1 px-4.5 py-3"
          >
            <Avatar name={person.name} className={clsx('size-8!', !person.isActive && 'grayscale')} />
            <div className="grid min-w-0 gap-x-6 md:grid-cols-[minmax(0,16rem)_minmax(0,1fr)] md:items-center">
              <div className="min-w-0">
                <p className="flex flex-wrap items-center gap-x-2 font-[620]">
                  {person.name}
                  {person.id === myId ? <span className="text-small font-normal text-faint">you</span> : null}
                  {person.isActive ? null : <Pill tone="idle">disabled</Pill>}
                </p>
                <p className="truncate text-small text-muted">{person.email}</p>
                {person.teams.length > 0 ? (
                  <p className="text-small text-muted">
                    <span className="sr-only">Teams: </span>
                    {person.teams.map(({ name }) => name).join(', ')}
                  </p>
                ) : null}
              </div>
              <p className="text-small">
                <b>{ROLE_WORDS[person.role]}</b>{' '}
                <span className="text-muted max-md:hidden">{ROLE_HELP[person.role]}</span>
              </p>
            </div>
            {canManage ? (
              <Button size="small" onClick={() => setChangedId(person.id)} aria-label={`Change ${person.name}`}>
                Change
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      <Teams
        teams={teams}
        people={people}
        canManage={canManage}
        makeTeam={makeTeam}
        renameTeam={renameTeam}
        deleteTeam={deleteTeam}
      />
      {isAdding ? <AddPersonDialog close={() => setIsAdding(false)} createPerson={createPerson} onDone={done} /> : null}
      {changed && !isPasswordAsked ? (
        <ChangePersonDialog
          key={changed.id}
          person={changed}
          isMe={changed.id === myId}
          close={close}
          changePerson={changePerson}
          teams={teams}
          joinTeam={actions.joinTeam}
          leaveTeam={actions.leaveTeam}
          onDone={done}
          askPassword={() => setIsPasswordAsked(true)}
        />
      ) : null}
      {changed && isPasswordAsked ? (
        <SetPasswordDialog
          key={changed.id}
          person={changed}
          isMe={changed.id === myId}
          close={close}
          setPassword={setPassword}
          onDone={done}
        />
      ) : null}
    </>
  );
}
