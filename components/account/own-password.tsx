'use client';

import { LockKeyhole } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field, Input } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { Notice } from '@/components/ui/notice';
import { useActionForm } from '@/components/ui/use-action-form';
import { changePasswordSchema } from '@/lib/contracts/account';
import type { ActionResult } from '@/lib/contracts/result';

type Change = (input: never) => Promise<ActionResult>;

/** One's own password: nobody reads it here, and it is changed by the one that holds. */
export function OwnPassword({ email, change }: { email: string; change: Change }) {
  const [isAsking, setIsAsking] = useState(false);
  const [isDone, setIsDone] = useState(false);
  return (
    <section className="mt-8" aria-label="Password">
      <div className="mb-2.5 flex flex-wrap items-center justify-between gap-3">
        <h2 className="text-lg font-[640]">Password</h2>
        <Button icon={<LockKeyhole aria-hidden className="size-4.5" />} onClick={() => setIsAsking(true)}>
          Change your password
        </Button>
      </div>
      {isDone ? (
        <Notice tone="ok" role="status" title="Your password is changed">
          Your other browsers are signed out. This one goes on.
        </Notice>
      ) : (
        <p className="text-small text-muted">
          With a new one, your other browsers are signed out at once. Somebody who has forgotten theirs asks an
          administrator.
        </p>
      )}
      {isAsking ? (
        <ChangePasswordDialog
          email={email}
          change={change}
          close={() => setIsAsking(false)}
          onDone={() => {
            setIsAsking(false);
            setIsDone(true);
          }}
        />
      ) : null}
    </section>
  );
}

type DialogProps = { email: string; change: Change; close: () => void; onDone: () => void };

function ChangePasswordDialog({ email, change, close, onDone }: DialogProps) {
  const form = useActionForm({ schema: changePasswordSchema, act: change, onDone });
  return (
    <FormDialog
      title="Change your password"
      description="You stay signed in here; every other browser of yours is signed out."
      verb="Change the password"
      form={form}
      close={close}
    >
      {/* For the browser's password store. */}
      <input type="email" name="username" autoComplete="username" value={email} readOnly hidden />
      <Field label="Current password" error={form.fields.current}>
        <Input type="password" name="current" autoComplete="current-password" autoFocus maxLength={1024} />
      </Field>
      <Field label="New password" help="At least 12 characters." error={form.fields.password}>
        <Input type="password" name="password" autoComplete="new-password" maxLength={1024} />
      </Field>
      <Field label="New password, once more" error={form.fields.again}>
        <Input type="password" name="again" autoComplete="new-password" maxLength={1024} />
      </Field>
    </FormDialog>
  );
}
