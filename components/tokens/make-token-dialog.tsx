'use client';

import { Field, Input, Select } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { useActionForm } from '@/components/ui/use-action-form';
import { makeTokenSchema } from '@/lib/contracts/inputs';
import { TOKEN_DAYS, TOKEN_USES } from '@/lib/domain/access-tokens';
import { DAY_CHOICES, dayWords } from './tokens-model';
import type { TokenActions } from './tokens-screen';

type Props = {
  close: () => void;
  makeToken: TokenActions['makeToken'];
  onDone: (made: { token: string }) => void;
};

export function MakeTokenDialog({ close, makeToken, onDone }: Props) {
  const form = useActionForm({
    schema: makeTokenSchema,
    act: makeToken,
    onDone,
  });
  return (
    <FormDialog
      title="Make a token"
      description="It is shown once. Whoever has it is you at the terminal, until it expires or you revoke it."
      verb="Make this token"
      form={form}
      close={close}
    >
      <Field
        label="Name"
        help="The machine that it is for, so that you know which one to revoke."
        error={form.fields.name}
      >
        <Input name="name" autoComplete="off" maxLength={80} />
      </Field>
      <Field label="For" help="It never does more than you may." error={form.fields.use}>
        <Select name="use" defaultValue="drive">
          {Object.entries(TOKEN_USES).map(([use, { title }]) => (
            <option key={use} value={use}>
              {title}
            </option>
          ))}
        </Select>
      </Field>
      <Field label="Good for" error={form.fields.days}>
        <Select name="days" defaultValue={TOKEN_DAYS.default}>
          {DAY_CHOICES.map((days) => (
            <option key={days} value={days}>
              {dayWords(days)}
            </option>
          ))}
        </Select>
      </Field>
    </FormDialog>
  );
}
