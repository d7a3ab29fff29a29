'use client';

import { useState } from 'react';
import { Button, ButtonLink } from '@/components/ui/button';
import { Field, Input } from '@/components/ui/field';
import { ErrorNotice, Notice } from '@/components/ui/notice';
import { useActionForm } from '@/components/ui/use-action-form';
import { setupSchema } from '@/lib/contracts/inputs';
import type { ActionResult } from '@/lib/contracts/result';

type Props = { createFirstAdministrator: (input: unknown) => Promise<ActionResult<{ email: string }>> };

export function SetupForm({ createFirstAdministrator }: Props) {
  const [email, setEmail] = useState<string | null>(null);
  const { formRef, isPending, error, fields, onSubmit } = useActionForm({
    schema: setupSchema,
    act: createFirstAdministrator,
    onDone: (value) => setEmail(value.email),
  });
  if (email !== null) {
    return (
      <div className="grid gap-4">
        <Notice tone="ok" title="You are the first administrator.">
          Sign in as {email}. Then add your colleagues under People, and a target under Targets.
        </Notice>
        <ButtonLink href={`/sign-in?email=${encodeURIComponent(email)}`} variant="primary">
          Sign in
        </ButtonLink>
      </div>
    );
  }
  return (
    <form
      method="post"
      ref={formRef}
      onSubmit={onSubmit}
      noValidate
      className="grid gap-4"
      aria-label="First administrator"
    >
      {error && !error.fields ? <ErrorNotice error={error} /> : null}
      <Field label="Setup token" help="The first start printed it, once, in its own output." error={fields.token}>
        <Input name="token" autoComplete="off" spellCheck={false} className="font-mono" />
      </Field>
      <Field label="Your name" error={fields.name}>
        <Input name="name" autoComplete="name" />
      </Field>
      <Field label="E-mail address" error={fields.email}>
        <Input type="email" name="email" autoComplete="username" />
      </Field>
      <Field label="Password" help="At least 12 characters." error={fields.password}>
        <Input type="password" name="password" autoComplete="new-password" />
      </Field>
      <Button type="submit" variant="primary" isPending={isPending} className="mt-1 w-full">
        Create the administrator
      </Button>
    </form>
  );
}
