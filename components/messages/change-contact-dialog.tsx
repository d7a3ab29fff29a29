'use client';

import { useId } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field, Input } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { useActionForm } from '@/components/ui/use-action-form';
import { changeContactSchema } from '@/lib/contracts/message-inputs';
import type { ContactView } from '@/lib/contracts/message-view';
import type { ContactActions } from './contacts-screen';

type Props = { contact: ContactView; act: ContactActions['changeContact']; close: () => void; onDone: () => void };

export function ChangeContactDialog({ contact, act, close, onDone }: Props) {
  const formId = useId();
  const { formRef, isPending, error, fields, onSubmit } = useActionForm({ schema: changeContactSchema, act, onDone });
  return (
    <Dialog
      isOpen
      onOpenChange={close}
      title={contact.name}
      footer={
        <>
          <Button onClick={close}>Not now</Button>
          <Button type="submit" form={formId} variant="primary" isPending={isPending}>
            Save this contact
          </Button>
        </>
      }
    >
      <form ref={formRef} id={formId} onSubmit={onSubmit} noValidate className="grid gap-4">
        {error && !error.fields ? <ErrorNotice error={error} /> : null}
        <input type="hidden" name="key" value={contact.key} />
        <Field label="Name or role" error={fields.name}>
          <Input name="name" defaultValue={contact.name} autoComplete="off" />
        </Field>
        <Field label="Notified for" error={fields.notifiedFor}>
          <Input name="notifiedFor" defaultValue={contact.notifiedFor} autoComplete="off" />
        </Field>
        <Field label="E-mail address" help="Empty: people tell them." error={fields.email}>
          <Input name="email" type="email" defaultValue={contact.email} autoComplete="off" />
        </Field>
        <Field label="Phone number" help="Shown to whoever has to call them." error={fields.phone}>
          <Input name="phone" type="tel" defaultValue={contact.phone} autoComplete="off" />
        </Field>
      </form>
    </Dialog>
  );
}
