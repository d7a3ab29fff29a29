'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field, Select } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { useActionForm } from '@/components/ui/use-action-form';
import { giveTargetSchema } from '@/lib/contracts/inputs';
import type { TeamView } from '@/lib/contracts/views';
import type { TargetCardView } from './target-model';
import type { TargetActions } from './targets-screen';

type Props = { target: TargetCardView; teams: TeamView[]; canManage: boolean } & Pick<TargetActions, 'giveTarget'>;

/** Whose the target is; administrators give it to another team. */
export function TargetTeam({ target, teams, canManage, giveTarget }: Props) {
  const [isChoosing, setIsChoosing] = useState(false);
  return (
    <>
      {target.team?.name ?? 'everybody’s'}
      {canManage && teams.length > 0 ? (
        <Button
          size="small"
          className="ml-2"
          onClick={() => setIsChoosing(true)}
          aria-label={`Change the team of ${target.name}`}
        >
          Change
        </Button>
      ) : null}
      {isChoosing ? (
        <GiveTarget target={target} teams={teams} close={() => setIsChoosing(false)} giveTarget={giveTarget} />
      ) : null}
    </>
  );
}

type GiveProps = { target: TargetCardView; teams: TeamView[]; close: () => void } & Pick<TargetActions, 'giveTarget'>;

function GiveTarget({ target, teams, close, giveTarget }: GiveProps) {
  const router = useRouter();
  const [teamId, setTeamId] = useState(target.team?.id ?? '');
  const onDone = () => {
    close();
    router.refresh();
  };
  const form = useActionForm({ schema: giveTargetSchema, act: giveTarget, onDone });
  return (
    <FormDialog
      title={`Whose is ${target.name}?`}
      description="With it go all its incidents, past ones too. Whoever is not in the team does not see it from now on, whatever they are doing there."
      verb="Give it to them"
      form={form}
      onSubmit={() => void form.send({ targetKey: target.key, teamId: teamId || null })}
      close={close}
    >
      <Field label="Team" error={form.fields.teamId}>
        <Select value={teamId} onChange={(event) => setTeamId(event.target.value)}>
          <option value="">Everybody’s</option>
          {teams.map((team) => (
            <option key={team.id} value={team.id}>
              {team.name}
            </option>
          ))}
        </Select>
      </Field>
    </FormDialog>
  );
}
