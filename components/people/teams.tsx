'use client';

import { Users } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ActionButton } from '@/components/ui/action-button';
import { Button } from '@/components/ui/button';
import { Field, Input } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { useActionForm } from '@/components/ui/use-action-form';
import { makeTeamSchema, renameTeamSchema } from '@/lib/contracts/inputs';
import type { ActionResult } from '@/lib/contracts/result';
import type { AllowedAction, PersonView, TeamView } from '@/lib/contracts/views';
import { membersOf } from './people-model';

export type TeamActions = {
  makeTeam: (input: never) => Promise<ActionResult<unknown>>;
  renameTeam: (input: never) => Promise<ActionResult<unknown>>;
  deleteTeam: (input: unknown) => Promise<ActionResult<unknown>>;
};
type Props = { teams: TeamView[]; people: PersonView[]; canManage: boolean } & TeamActions;

/** The teams and who is in them. Without any, everybody sees everything, and only administrators read of it here. */
export function Teams({ teams, people, canManage, makeTeam, renameTeam, deleteTeam }: Props) {
  const [isMaking, setIsMaking] = useState(false);
  const [renamed, setRenamed] = useState<TeamView | null>(null);
  if (teams.length === 0 && !canManage) return null;
  return (
    <section aria-labelledby="teams" className="mt-8">
      <div className="mb-3 flex flex-wrap items-end justify-between gap-x-6 gap-y-2">
        <div>
          <h2 id="teams" className="text-lg font-[640] tracking-[-0.01em]">
            Teams
          </h2>
          <p className="max-w-prose text-small text-muted">
            A target that belongs to a team is there for its people and for administrators alone, with its incidents,
            plans, output and reports. One without a team is everybody’s.
          </p>
        </div>
        {canManage ? (
          <Button icon={<Users aria-hidden className="size-4.5" />} onClick={() => setIsMaking(true)}>
            Make a team
          </Button>
        ) : null}
      </div>
      {teams.length > 0 ? (
        <ul aria-label="Teams" className="card divide-y divide-line">
          {teams.map((team) => (
            <li key={team.id} className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3.5 px-4.5 py-3">
              <div className="min-w-0">
                <p className="flex flex-wrap items-baseline gap-x-2.5 font-[620]">
                  {team.name} <span className="font-mono text-xs font-normal text-faint">{team.key}</span>
                </p>
                <p className="text-small text-muted">{membersOf(team, people)}</p>
              </div>
              {canManage ? (
                <Button size="small" onClick={() => setRenamed(team)} aria-label={`Rename ${team.name}`}>
                  Rename
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      ) : null}
      {isMaking ? <MakeTeam close={() => setIsMaking(false)} makeTeam={makeTeam} /> : null}
      {renamed ? (
        <RenameTeam team={renamed} close={() => setRenamed(null)} renameTeam={renameTeam} deleteTeam={deleteTeam} />
      ) : null}
    </section>
  );
}

function MakeTeam({ close, makeTeam }: { close: () => void } & Pick<TeamActions, 'makeTeam'>) {
  const router = useRouter();
  const onDone = () => {
    close();
    router.refresh();
  };
  const form = useActionForm({ schema: makeTeamSchema, act: makeTeam, onDone });
  return (
    <FormDialog
      title="Make a team"
      description="It is empty at first: put people into it with Change, and give it targets on the Targets page."
      verb="Make this team"
      form={form}
      close={close}
    >
      <Field label="Name" error={form.fields.name}>
        <Input name="name" autoComplete="off" />
      </Field>
    </FormDialog>
  );
}

const deleteAction = ({ name }: TeamView): AllowedAction => ({
  key: 'delete-team',
  label: 'Delete this team',
  about: `Deletes ${name}, where no target and nobody is in it any more.`,
  isPrimary: false,
  isDanger: true,
  needsReason: false,
});

type RenameProps = { team: TeamView; close: () => void } & Pick<TeamActions, 'renameTeam' | 'deleteTeam'>;

function RenameTeam({ team, close, renameTeam, deleteTeam }: RenameProps) {
  const router = useRouter();
  const onDone = () => {
    close();
    router.refresh();
  };
  const form = useActionForm({ schema: renameTeamSchema, act: renameTeam, onDone });
  const remove = async () => {
    const result = await deleteTeam({ teamId: team.id });
    if (result.ok) onDone();
    return result;
  };
  return (
    <FormDialog
      title={`Rename ${team.name}`}
      description="Its key, its people and its targets stay."
      verb="Rename this team"
      form={form}
      close={close}
      aside={<ActionButton action={deleteAction(team)} onRun={remove} />}
    >
      <input type="hidden" name="teamId" value={team.id} />
      <Field label="Name" error={form.fields.name}>
        <Input name="name" defaultValue={team.name} autoComplete="off" />
      </Field>
    </FormDialog>
  );
}
