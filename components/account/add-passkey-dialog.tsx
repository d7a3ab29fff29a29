'use client';

import { browserSupportsWebAuthn, startRegistration } from '@simplewebauthn/browser';
import { Field, Input } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { useActionForm } from '@/components/ui/use-action-form';
import { addPasskeySchema } from '@/lib/contracts/account';
import type { ActionResult } from '@/lib/contracts/result';
import { passkeyTrouble } from './account-model';
import type { NewPasskey } from './account-screen';

type Props = {
  ask: () => Promise<ActionResult<NewPasskey>>;
  add: (input: unknown) => Promise<ActionResult>;
  close: () => void;
};

const nameSchema = addPasskeySchema.pick({ name: true });

/** The name first: the browser's own dialog comes after it, and would lie over the field. */
export function AddPasskeyDialog({ ask, add, close }: Props) {
  const make = async ({ name }: { name: string }): Promise<ActionResult> => {
    if (!browserSupportsWebAuthn()) return trouble(new Error());
    const asked = await ask();
    if (!asked.ok) return asked;
    try {
      return await add({ name, answer: await startRegistration({ optionsJSON: asked.value }) });
    } catch (error) {
      return trouble(error);
    }
  };
  const form = useActionForm({
    schema: nameSchema,
    act: make as (input: never) => Promise<ActionResult>,
    onDone: close,
  });
  return (
    <FormDialog
      title="Add a passkey"
      description="Your browser asks next for a fingerprint, a PIN or a security key, and keeps the secret part itself."
      verb="Add this passkey"
      form={form}
      close={close}
    >
      <Field
        label="Name"
        help="The device that keeps it, so that you know which one to remove."
        error={form.fields.name}
      >
        <Input name="name" autoComplete="off" maxLength={80} />
      </Field>
    </FormDialog>
  );
}

const trouble = (error: unknown): ActionResult => ({
  ok: false,
  error: { code: 'passkey', message: passkeyTrouble(error), remedy: 'Try again, or use your password as before.' },
});
