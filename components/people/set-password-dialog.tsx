'use client';

import { Field, Input } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
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
  const form = useActionForm({
    schema: setPasswordSchema,
    act: setPassword,
    onDone,
  });
  return (
    <FormDialog
      title={`New password for ${person.name}`}
      description={
        isMe
          ? 'This is you: you are signed out everywhere and sign in again with the new password.'
          : 'They are signed out everywhere at once. Nobody can read the password here again: tell it to them yourself.'
      }
      verb="Set this password"
      form={form}
      close={close}
    >
      <input type="hidden" name="personId" value={person.id} />
      {/* For the browser's password store, which would otherwise keep it under the administrator's own name. */}
      <input type="email" name="username" autoComplete="username" value={person.email} readOnly hidden />
      <Field label="New password" help="At least 12 characters." error={form.fields.password}>
        <Input name="password" type="password" autoComplete="new-password" />
      </Field>
    </FormDialog>
  );
}
