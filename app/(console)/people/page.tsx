import type { Metadata } from 'next';
import { Delegations } from '@/components/people/delegations';
import { PeopleScreen } from '@/components/people/people-screen';
import { listDelegations } from '@/lib/server/approvals/delegate';
import { requirePerson } from '@/lib/server/auth/session';
import { listPeople } from '@/lib/server/people/list-people';
import * as actions from './actions';

export const metadata: Metadata = { title: 'People' };

export default async function PeoplePage() {
  const me = await requirePerson();
  const [{ people, teams, canManage }, delegations] = await Promise.all([listPeople(me), listDelegations(me)]);
  return (
    <div className="page">
      <PeopleScreen
        people={people}
        teams={teams}
        canManage={canManage}
        myId={me.id}
        createPerson={actions.createPerson}
        changePerson={actions.changePerson}
        setPassword={actions.setPassword}
        makeTeam={actions.makeTeam}
        renameTeam={actions.renameTeam}
        deleteTeam={actions.deleteTeam}
        joinTeam={actions.joinTeam}
        leaveTeam={actions.leaveTeam}
      />
      <Delegations
        view={delegations}
        makeDelegation={actions.makeDelegation}
        revokeDelegation={actions.revokeDelegation}
      />
    </div>
  );
}
