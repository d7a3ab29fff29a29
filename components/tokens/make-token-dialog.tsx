'use client';

import { useId } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field, Input, Select } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { useActionForm } from '@/components/ui/use-action-form';
import { makeTokenSchema } from '@/lib/contracts/inputs';
import { TOKEN_DAYS } from '@/lib/domain/access-tokens';
import { DAY_CHOICES, dayWords } from './tokens-model';
import type { TokenActions } from './tokens-screen';

type Props = {
  close: () => void;
  makeToken: TokenActions['makeToken'];
  onDone: (made: { token: string }) => void;
};

export function MakeTokenDialog({ close, makeToken, onDone }: Props) {
  const formId = useId();
  const { formRef, isPending, error, fields, onSubmit } = useActionForm({
    schema: makeTokenSchema,
    act: makeToken,
    onDone,
  });
  return (
    <Dialog
      isOpen
      onOpenChange={close}
      title="Make a token"
      description="It is shown once. Whoever has it is you at the terminal, until it expires or you revoke it."
      footer={
        <>
          <Button onClick={close}>Not now</Button>
          <Button type="submit" form={formId} variant="primary" isPending={isPending}>
            Make this token
          </Button>
        </>
      }
    >
      <form ref={formRef} id={formId} onSubmit={onSubmit} noValidate className="grid gap-4">
        {error && !error.fields ? <ErrorNotice error={error} /> : null}
        <Field
          label="Name"
          help="The machine that it is for, so that you know which one to revoke."
          error={fields.name}
        >
          <Input name="name" autoComplete="off" maxLength={80} />
        </Field>
        <Field label="Good for" error={fields.days}>
          <Select name="days" defaultValue={TOKEN_DAYS.default}>
            {DAY_CHOICES.map((days) => (
              <option key={days} value={days}>
                {dayWords(days)}
              </option>
            ))}
          </Select>
        </Field>
      </form>
    </Dialog>
  );
}
