'use client';

import { useId } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field, Input } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { useActionForm } from '@/components/ui/use-action-form';
import { setPasswordSchema } from '@/lib/contracts/inputs';
import type { PersonView } from '@/lib/contracts/views';
import type { PeopleActions } from './people-screen';

type Props = {
  person: PersonView;
  isMe: boolean;
  close: () => void;
  setPassword: PeopleActions['setPassword'];
  onDone: () => void;
};

export function SetPasswordDialog({ person, isMe, close, setPassword, onDone }: Props) {
  const formId = useId();
  const { formRef, isPending, error, fields, onSubmit } = useActionForm({
    schema: setPasswordSchema,
    act: setPassword,
    onDone,
  });
  return (
    <Dialog
      isOpen
      onOpenChange={close}
      title={`New password for ${person.name}`}
      description={
        isMe
          ? 'This is you: you are signed out everywhere and sign in again with the new password.'
          : 'They are signed out everywhere at once. Nobody can read the password here again: tell it to them yourself.'
      }
      footer={
        <>
          <Button onClick={close}>Not now</Button>
          <Button type="submit" form={formId} variant="primary" isPending={isPending}>
            Set this password
          </Button>
        </>
      }
    >
      <form ref={formRef} id={formId} onSubmit={onSubmit} noValidate className="grid gap-4">
        {error && !error.fields ? <ErrorNotice error={error} /> : null}
        <input type="hidden" name="personId" value={person.id} />
        {/* For the browser's password store, which would otherwise keep it under the administrator's own name. */}
        <input type="email" name="username" autoComplete="username" value={person.email} readOnly hidden />
        <Field label="New password" help="At least 12 characters." error={fields.password}>
          <Input name="password" type="password" autoComplete="new-password" />
        </Field>
      </form>
    </Dialog>
  );
}
