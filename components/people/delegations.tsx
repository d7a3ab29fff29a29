'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field, Input, Select } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { Pill } from '@/components/ui/pill';
import { LocalTime } from '@/components/ui/time';
import { useActionForm } from '@/components/ui/use-action-form';
import { type DelegationsView, type DelegationView, makeDelegationSchema } from '@/lib/contracts/delegation';
import type { ActionResult } from '@/lib/contracts/result';
import { ErrorNotice } from '../ui/notice';
import { endOfDay, ROLE_WORDS } from './people-model';

type Act = (input: never) => Promise<ActionResult<unknown>>;
type Props = { view: DelegationsView; makeDelegation: Act; revokeDelegation: Act };

/** Who decides for whom, and until when; leads and executives lend their role here. */
export function Delegations({ view, makeDelegation, revokeDelegation }: Props) {
  const router = useRouter();
  const [isMaking, setIsMaking] = useState(false);
  return (
    <section aria-label="Who decides for whom" className="mt-8">
      <div className="mb-3 flex flex-wrap items-end gap-x-4 gap-y-2">
        <div className="grow">
          <h2 className="text-title font-[640]">Who decides for whom</h2>
          <p className="text-small text-muted">
            A team lead or an executive can let a named person decide in their role, for {view.maxDays} days at most.
            Ending that early takes back what was approved with it and has not been started; a rollback under way goes
            on.
          </p>
        </div>
        {view.canLend ? <Button onClick={() => setIsMaking(true)}>Let somebody decide for you</Button> : null}
      </div>
      {view.delegations.length === 0 ? (
        <p className="card px-4.5 py-3 text-muted">Nobody decides for somebody else now.</p>
      ) : (
        <ul className="card divide-y divide-line">
          {view.delegations.map((one) => (
            <Line key={one.id} one={one} revoke={revokeDelegation} onDone={() => router.refresh()} />
          ))}
        </ul>
      )}
      {isMaking ? (
        <MakeDialog
          view={view}
          act={makeDelegation}
          close={() => setIsMaking(false)}
          onDone={() => {
            setIsMaking(false);
            router.refresh();
          }}
        />
      ) : null}
    </section>
  );
}

function Line({ one, revoke, onDone }: { one: DelegationView; revoke: Act; onDone: () => void }) {
  const [isPending, setIsPending] = useState(false);
  const [error, setError] = useState<Extract<ActionResult<unknown>, { ok: false }>['error'] | null>(null);
  const press = async () => {
    setIsPending(true);
    const result = await revoke({ delegationId: one.id } as never);
    setIsPending(false);
    if (result.ok) onDone();
    else setError(result.error);
  };
  return (
    <li className="grid gap-1.5 px-4.5 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <p className="min-w-0 grow">
          <b>{one.to}</b> decides for <b>{one.from}</b> as {ROLE_WORDS[one.role].toLowerCase()}{' '}
          <Pill tone={one.state === 'in_force' ? 'ok' : 'idle'}>{one.state === 'in_force' ? 'now' : 'planned'}</Pill>
        </p>
        {one.canRevoke ? (
          <Button
            className="max-sm:min-h-11"
            isPending={isPending}
            onClick={() => void press()}
            aria-label={`End that ${one.to} decides for ${one.from}`}
          >
            End it now
          </Button>
        ) : null}
      </div>
      <p className="text-small text-muted">
        <LocalTime at={one.startsAt} withZone /> to <LocalTime at={one.endsAt} withZone /> · “{one.reason}”
      </p>
      {error ? <ErrorNotice error={error} /> : null}
    </li>
  );
}

function MakeDialog({
  view,
  act,
  close,
  onDone,
}: {
  view: DelegationsView;
  act: Act;
  close: () => void;
  onDone: () => void;
}) {
  const form = useActionForm({ schema: makeDelegationSchema, act, onDone });
  const submit = () => {
    const given = new FormData(form.formRef.current ?? undefined);
    void form.send({
      toId: given.get('toId'),
      endsAt: endOfDay(String(given.get('until') ?? '')),
      reason: given.get('reason'),
    });
  };
  return (
    <FormDialog
      title="Let somebody decide for you"
      description="They decide in your role, never on what they or you asked for, and count as one with you. You can end it at any time; what they approved and nobody has started then no longer counts."
      verb="Let them decide"
      form={form}
      onSubmit={submit}
      close={close}
    >
      <Field label="Who" error={form.fields.toId}>
        <Select name="toId" defaultValue="">
          <option value="" disabled>
            Choose a person
          </option>
          {view.people.map(({ id, name, role }) => (
            <option key={id} value={id}>
              {name} ({ROLE_WORDS[role].toLowerCase()})
            </option>
          ))}
        </Select>
      </Field>
      <Field label="Until the end of" help={`From now on, ${view.maxDays} days at most.`} error={form.fields.endsAt}>
        <Input name="until" type="date" />
      </Field>
      <Field label="Why" error={form.fields.reason}>
        <Input name="reason" placeholder="On holiday" autoComplete="off" maxLength={500} />
      </Field>
    </FormDialog>
  );
}
