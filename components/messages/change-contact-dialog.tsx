'use client';

import { Field, Input } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { useActionForm } from '@/components/ui/use-action-form';
import { changeContactSchema } from '@/lib/contracts/message-inputs';
import type { ContactView } from '@/lib/contracts/message-view';
import type { ContactActions } from './contacts-screen';

type Props = { contact: ContactView; act: ContactActions['changeContact']; close: () => void; onDone: () => void };

export function ChangeContactDialog({ contact, act, close, onDone }: Props) {
  const form = useActionForm({ schema: changeContactSchema, act, onDone });
  return (
    <FormDialog title={contact.name} verb="Save this contact" form={form} close={close}>
      <input type="hidden" name="key" value={contact.key} />
      <Field label="Name or role" error={form.fields.name}>
        <Input name="name" defaultValue={contact.name} autoComplete="off" />
      </Field>
      <Field label="Notified for" error={form.fields.notifiedFor}>
        <Input name="notifiedFor" defaultValue={contact.notifiedFor} autoComplete="off" />
      </Field>
      <Field label="E-mail address" help="Empty: people tell them." error={form.fields.email}>
        <Input name="email" type="email" defaultValue={contact.email} autoComplete="off" />
      </Field>
      <Field label="Phone number" help="Shown to whoever has to call them." error={form.fields.phone}>
        <Input name="phone" type="tel" defaultValue={contact.phone} autoComplete="off" />
      </Field>
    </FormDialog>
  );
}
