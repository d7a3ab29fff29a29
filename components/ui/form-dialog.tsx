'use client';

import { type FormEvent, type ReactNode, useId } from 'react';
import { Button } from './button';
import { Dialog } from './dialog';
import { ErrorNotice } from './notice';
import type { useActionForm } from './use-action-form';
import type { useSend } from './use-send';

type Sending = Pick<ReturnType<typeof useSend>, 'formRef' | 'isPending' | 'error'>;
type Props = {
  title: string;
  description?: ReactNode;
  size?: 'large';
  /** The button: a plain verb and its object. */
  verb: string;
  isDanger?: boolean;
  form: Sending & Partial<Pick<ReturnType<typeof useActionForm>, 'onSubmit' | 'fields'>>;
  /** Gathers what is not in the fields themselves; without it they are sent as they are. */
  onSubmit?: () => void;
  close: () => void;
  /** A button for something else that can be done with the same thing. */
  aside?: ReactNode;
  children: ReactNode;
};

/**
 * A dialog with fields that are sent to a server action. It stays open until that succeeds, and while it is under way nothing
 * closes it: whoever pressed is to see what came of it.
 */
export function FormDialog({
  title,
  description,
  size,
  verb,
  isDanger = false,
  form,
  onSubmit,
  close,
  aside,
  children,
}: Props) {
  const formId = useId();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    if (!onSubmit) return form.onSubmit?.(event);
    event.preventDefault();
    onSubmit();
  };
  return (
    <Dialog
      isOpen
      onOpenChange={() => (form.isPending ? undefined : close())}
      size={size}
      title={title}
      description={description}
      footer={
        <>
          {aside}
          <Button onClick={close} disabled={form.isPending}>
            Not now
          </Button>
          <Button type="submit" form={formId} variant={isDanger ? 'danger' : 'primary'} isPending={form.isPending}>
            {verb}
          </Button>
        </>
      }
    >
      <form ref={form.formRef} id={formId} onSubmit={submit} noValidate className="grid gap-4">
        {/* What belongs to a field stands at the field. */}
        {form.error && !(form.fields && form.error.fields) ? <ErrorNotice error={form.error} /> : null}
        {children}
      </form>
    </Dialog>
  );
}
