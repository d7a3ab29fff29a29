'use client';

import { browserSupportsWebAuthn, startAuthentication } from '@simplewebauthn/browser';
import { KeyRound } from 'lucide-react';
import { useEffect, useState } from 'react';
import { confirmPasswordSchema } from '@/lib/contracts/account';
import type { ActionResult } from '@/lib/contracts/result';
import { Button } from '../ui/button';
import { Field, Input } from '../ui/field';
import { FormDialog } from '../ui/form-dialog';
import { Notice } from '../ui/notice';
import { settle } from '../ui/settle';
import { useActionForm } from '../ui/use-action-form';
import { passkeyTrouble } from './account-model';

type Request = Parameters<typeof startAuthentication>[0]['optionsJSON'];
export type ConfirmActions = {
  confirmPassword: (input: never) => Promise<ActionResult>;
  askPasskey: (input: unknown) => Promise<ActionResult<Request | null>>;
  confirmByPasskey: (input: unknown) => Promise<ActionResult>;
};
type Props = { actions: ConfirmActions; onEnd: (isConfirmed: boolean) => void };

/** Lies over whatever wanted it, which stays as it is underneath. */
export function ConfirmDialog({ actions, onEnd }: Props) {
  const form = useActionForm({
    schema: confirmPasswordSchema,
    act: actions.confirmPassword,
    onDone: () => onEnd(true),
  });
  const passkey = usePasskey(actions, () => onEnd(true));
  return (
    <FormDialog
      title="Confirm that it is you"
      description="This needs a password or passkey of the last five minutes. What you typed is kept, and goes on afterwards."
      verb="Confirm and go on"
      form={form}
      close={() => onEnd(false)}
      aside={
        passkey.isOffered ? (
          <Button
            icon={<KeyRound aria-hidden className="size-4.5" />}
            isPending={passkey.isPending}
            onClick={() => void passkey.use()}
          >
            Use a passkey
          </Button>
        ) : undefined
      }
    >
      {passkey.trouble ? <Notice tone="fail" title={passkey.trouble} /> : null}
      <Field label="Your password" error={form.fields.password}>
        <Input type="password" name="password" autoComplete="current-password" autoFocus maxLength={1024} />
      </Field>
    </FormDialog>
  );
}

/** Asked for at once, so that the press that uses it reaches the browser's own dialog without a wait. */
function usePasskey({ askPasskey, confirmByPasskey }: ConfirmActions, onDone: () => void) {
  const [request, setRequest] = useState<Request | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [isPending, setIsPending] = useState(false);
  useEffect(() => {
    let isGone = false;
    if (browserSupportsWebAuthn())
      void settle(askPasskey({})).then((asked) => {
        if (!isGone && asked.ok) setRequest(asked.value);
      });
    return () => {
      isGone = true;
    };
  }, [askPasskey]);
  const use = async () => {
    if (!request || isPending) return;
    setTrouble(null);
    setIsPending(true);
    try {
      const answer = await startAuthentication({ optionsJSON: request });
      const result = await settle(confirmByPasskey({ answer }));
      if (result.ok) return onDone();
      setTrouble(result.error.message);
      // Each question is answered once.
      const again = await settle(askPasskey({}));
      setRequest(again.ok ? again.value : null);
    } catch (error) {
      setTrouble(passkeyTrouble(error));
    } finally {
      setIsPending(false);
    }
  };
  return { isOffered: request !== null, isPending, trouble, use };
}
