'use client';

import { useRouter } from 'next/navigation';
import { type ChangeEvent, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field, Textarea } from '@/components/ui/field';
import { ErrorNotice, Notice } from '@/components/ui/notice';
import { useActionForm } from '@/components/ui/use-action-form';
import { registerTargetSchema } from '@/lib/contracts/inputs';
import { listPathErrors, readTargetJson } from './target-model';
import type { TargetActions } from './targets-screen';

export function RegisterTargetDialog({
  close,
  registerTarget,
}: {
  close: () => void;
  registerTarget: TargetActions['registerTarget'];
}) {
  const formId = useId();
  const router = useRouter();
  const [json, setJson] = useState('');
  const { formRef, isPending, error, fields, send } = useActionForm({
    schema: registerTargetSchema,
    act: registerTarget,
    onDone: () => {
      close();
      router.refresh();
    },
  });
  const reading = readTargetJson(json);
  const pathErrors = listPathErrors(error?.fields);
  const takeFile = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    if (file) setJson(await file.text());
  };
  return (
    <Dialog
      isOpen
      onOpenChange={close}
      size="large"
      title="Register a target"
      description="Its JSON file names the database, the hosts and every command that the console may run there. The connection string and the SSH key are encrypted before they are stored."
      footer={
        <>
          <Button onClick={close}>Not now</Button>
          <Button type="submit" form={formId} variant="primary" isPending={isPending}>
            Register this target
          </Button>
        </>
      }
    >
      <form
        ref={formRef}
        id={formId}
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!reading.problem) void send({ json });
        }}
      >
        {error && pathErrors.length === 0 && !error.fields ? <ErrorNotice error={error} /> : null}
        {pathErrors.length > 0 ? (
          <Notice tone="fail" title="The file is not right yet; nothing was registered.">
            <ul className="mt-1 grid max-h-48 gap-1 overflow-y-auto">
              {pathErrors.map((each) => (
                <li key={each.path}>
                  <code className="text-text">{each.path}</code> {each.sentence}
                </li>
              ))}
            </ul>
          </Notice>
        ) : null}
        <Field label="Target file" error={reading.problem ?? fields.json}>
          <Textarea
            rows={9}
            value={json}
            onChange={(event) => setJson(event.target.value)}
            spellCheck={false}
            placeholder='{ "key": "replyx-main", "environment": "production", … }'
            className="font-mono text-small!"
          />
        </Field>
        <label className="text-small text-muted">
          or choose the file:{' '}
          <input
            type="file"
            accept="application/json,.json"
            onChange={(event) => void takeFile(event)}
            className="max-w-full text-small"
          />
        </label>
        {reading.key && reading.environment && pathErrors.length === 0 ? (
          <p role="status" className="text-small">
            Registers <code>{reading.key}</code> as <b>{reading.environment}</b>, which decides the frame around every
            page about it.
          </p>
        ) : null}
      </form>
    </Dialog>
  );
}
