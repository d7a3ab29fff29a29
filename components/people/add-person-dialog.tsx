'use client';

import { useState } from 'react';
import { Field, Input } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
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
  const [role, setRole] = useState<Role>('engineer');
  const form = useActionForm({
    schema: createPersonSchema,
    act: createPerson,
    onDone,
  });
  return (
    <FormDialog
      title="Add a person"
      description="They sign in with this address and the password that you give them."
      verb="Add this person"
      form={form}
      close={close}
    >
      <Field label="Name" error={form.fields.name?.replace('your name', 'their name')}>
        <Input name="name" autoComplete="off" />
      </Field>
      <Field label="E-mail address" error={form.fields.email}>
        <Input name="email" type="email" autoComplete="off" />
      </Field>
      <Field label="First password" help="At least 12 characters." error={form.fields.password}>
        <Input name="password" type="password" autoComplete="new-password" />
      </Field>
      <RoleChoice value={role} onChange={setRole} error={form.fields.role} />
    </FormDialog>
  );
}
