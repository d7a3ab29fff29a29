import type { Metadata } from 'next';
import { PeopleScreen } from '@/components/people/people-screen';
import { requirePerson } from '@/lib/server/auth/session';
import { listPeople } from '@/lib/server/people/list-people';
import { changePerson, createPerson, joinTeam, leaveTeam, makeTeam, renameTeam, setPassword } from './actions';

export const metadata: Metadata = { title: 'People' };

export default async function PeoplePage() {
  const me = await requirePerson();
  const { people, teams, canManage } = await listPeople(me);
  return (
    <div className="page">
      <PeopleScreen
        people={people}
        teams={teams}
        canManage={canManage}
        myId={me.id}
        createPerson={createPerson}
        changePerson={changePerson}
        setPassword={setPassword}
        makeTeam={makeTeam}
        renameTeam={renameTeam}
        joinTeam={joinTeam}
        leaveTeam={leaveTeam}
      />
    </div>
  );
}
