'use client';

import { useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field, Input } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { useActionForm } from '@/components/ui/use-action-form';
import { createPersonSchema } from '@/lib/contracts/inputs';
import type { Role } from '@/lib/contracts/runbook';
import type { PeopleActions } from './people-screen';
import { RoleChoice } from './role-choice';

export function AddPersonDialog({
  close,
  createPerson,
  onDone,
}: {
  close: () => void;
  createPerson: PeopleActions['createPerson'];
  onDone: () => void;
}) {
  const formId = useId();
  const [role, setRole] = useState<Role>('engineer');
  const { formRef, isPending, error, fields, onSubmit } = useActionForm({
    schema: createPersonSchema,
    act: createPerson,
    onDone,
  });
  return (
    <Dialog
      isOpen
      onOpenChange={close}
      title="Add a person"
      description="They sign in with this address and the password that you give them."
      footer={
        <>
          <Button onClick={close}>Not now</Button>
          <Button type="submit" form={formId} variant="primary" isPending={isPending}>
            Add this person
          </Button>
        </>
      }
    >
      <form ref={formRef} id={formId} onSubmit={onSubmit} noValidate className="grid gap-4">
        {error && !error.fields ? <ErrorNotice error={error} /> : null}
        <Field label="Name" error={fields.name?.replace('your name', 'their name')}>
          <Input name="name" autoComplete="off" />
        </Field>
        <Field label="E-mail address" error={fields.email}>
          <Input name="email" type="email" autoComplete="off" />
        </Field>
        <Field label="First password" help="At least 12 characters." error={fields.password}>
          <Input name="password" type="password" autoComplete="new-password" />
        </Field>
        <RoleChoice value={role} onChange={setRole} error={fields.role} />
      </form>
    </Dialog>
  );
}
