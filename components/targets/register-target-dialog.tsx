'use client';

import { useRouter } from 'next/navigation';
import { type ChangeEvent, useState } from 'react';
import { Field, Textarea } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { Notice } from '@/components/ui/notice';
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
  const router = useRouter();
  const [json, setJson] = useState('');
  const form = useActionForm({
    schema: registerTargetSchema,
    act: registerTarget,
    onDone: () => {
      close();
      router.refresh();
    },
  });
  const reading = readTargetJson(json);
  const pathErrors = listPathErrors(form.error?.fields);
  const takeFile = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    if (file) setJson(await file.text());
  };
  const send = () => {
    if (!reading.problem) void form.send({ json });
  };
  return (
    <FormDialog
      title="Register a target"
      description="Its JSON file names the database, the hosts and every command that the console may run there. The connection string and the SSH key are encrypted before they are stored."
      size="large"
      verb="Register this target"
      form={form}
      onSubmit={send}
      close={close}
    >
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
      <Field label="Target file" error={reading.problem ?? form.fields.json}>
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
    </FormDialog>
  );
}
