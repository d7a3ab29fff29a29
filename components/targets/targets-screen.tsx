'use client';

import { Plus, ServerOff } from 'lucide-react';
import { useState } from 'react';
import { RefreshOnNews } from '@/components/shell/live';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHead } from '@/components/ui/page-head';
import type { ActionResult } from '@/lib/contracts/result';
import type { TeamView } from '@/lib/contracts/views';
import { RegisterTargetDialog } from './register-target-dialog';
import { TargetCard } from './target-card';
import type { TargetCardView } from './target-model';

export type TargetActions = {
  lookAtFaults: (input: never) => Promise<ActionResult<unknown>>;
  switchFault: (input: never) => Promise<ActionResult<unknown>>;
  registerTarget: (input: never) => Promise<ActionResult<unknown>>;
  askHostLook: (input: never) => Promise<ActionResult<unknown>>;
  pinHostKey: (input: never) => Promise<ActionResult<unknown>>;
  giveTarget: (input: never) => Promise<ActionResult<unknown>>;
};
type Props = {
  targets: TargetCardView[];
  teams: TeamView[];
  canManage: boolean;
  canSwitchFaults: boolean;
} & TargetActions;

export function TargetsScreen({ targets, teams, canManage, canSwitchFaults, registerTarget, ...actions }: Props) {
  const [isRegistering, setIsRegistering] = useState(false);
  const register = canManage ? (
    <Button variant="primary" icon={<Plus aria-hidden className="size-4.5" />} onClick={() => setIsRegistering(true)}>
      Register a target
    </Button>
  ) : null;
  return (
    <>
      <RefreshOnNews />
      <PageHead
        title="Targets"
        about="What can be rolled back: its database, its hosts, and everything that the console may do there."
        action={targets.length > 0 ? register : undefined}
      />
      {targets.length === 0 ? (
        <div className="card">
          <EmptyState
            icon={<ServerOff />}
            title={canManage ? 'No target yet' : 'No target that you can see'}
            action={register}
          >
            {canManage
              ? 'Register one from its JSON file. The sandbox’s file is made by its set-up, in the data folder.'
              : 'You see the targets of your teams and those that are everybody’s. An administrator registers targets and puts people into teams.'}
          </EmptyState>
        </div>
      ) : (
        <div className="grid grid-cols-1 gap-4.5">
          {targets.map((target) => (
            <TargetCard
              key={target.id}
              target={target}
              teams={teams}
              canManage={canManage}
              canSwitchFaults={canSwitchFaults}
              {...actions}
            />
          ))}
        </div>
      )}
      {isRegistering ? (
        <RegisterTargetDialog close={() => setIsRegistering(false)} registerTarget={registerTarget} />
      ) : null}
    </>
  );
}
