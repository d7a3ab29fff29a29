import type { Metadata } from 'next';
import { TargetsScreen } from '@/components/targets/targets-screen';
import { requirePerson } from '@/lib/server/auth/session';
import { listTargets } from '@/lib/server/targets/list-targets';
import { askHostLook, giveTarget, lookAtFaults, pinHostKey, registerTarget, switchFault } from './actions';

export const metadata: Metadata = { title: 'Targets' };

export default async function TargetsPage() {
  const me = await requirePerson();
  const { targets, teams, canManage, canSwitchFaults } = await listTargets(me);
  return (
    <div className="page">
      <TargetsScreen
        targets={targets}
        teams={teams}
        canManage={canManage}
        canSwitchFaults={canSwitchFaults}
        lookAtFaults={lookAtFaults}
        switchFault={switchFault}
        registerTarget={registerTarget}
        askHostLook={askHostLook}
        pinHostKey={pinHostKey}
        giveTarget={giveTarget}
      />
    </div>
  );
}
