'use client';

import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { z } from 'zod';
import type { ActionError, ActionResult } from '@/lib/contracts/result';
import { useConfirmed } from './step-up-context';

type Options<T> = {
  /** A form that stands in a page, rather than in what a press opens, fetches its schema with the first sending. */
  schema: z.ZodType | (() => Promise<z.ZodType>);
  act: (input: never) => Promise<ActionResult<T>>;
  onDone: (value: T) => void;
};

/**
 * Sends a form to a server action: checks it first with the schema that the server uses, keeps what was typed whatever
 * comes back, and moves the focus to the first field that needs mending.
 */
export function useActionForm<T>({ schema, act, onDone }: Options<T>) {
  const formRef = useRef<HTMLFormElement>(null);
  const confirmed = useConfirmed();
  const [isPending, setIsPending] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  const [fields, setFields] = useState<Record<string, string>>({});

  useEffect(() => {
    if (Object.keys(fields).length > 0) formRef.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [fields]);

  useEffect(() => {
    if (error && !error.fields) formRef.current?.querySelector('[role="alert"]')?.scrollIntoView({ block: 'center' });
  }, [error]);

  const send = async (input: unknown) => {
    if (isPending) return;
    setError(null);
    setIsPending(true);
    const mistakes = await findMistakes(schema, input);
    setFields(mistakes);
    if (Object.keys(mistakes).length > 0) return setIsPending(false);
    const result = await confirmed(() => act(input as never));
    setIsPending(false);
    if (result.ok) return onDone(result.value);
    setFields(result.error.fields ?? {});
    setError(result.error);
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void send(Object.fromEntries(new FormData(event.currentTarget)));
  };
  return { formRef, isPending, error, fields, send, onSubmit };
}

/** By field, the first one of each. A schema that cannot be fetched stops nobody: the server checks with its own. */
async function findMistakes(schema: Options<never>['schema'], input: unknown): Promise<Record<string, string>> {
  const loaded = typeof schema === 'function' ? await schema().catch(() => null) : schema;
  const issues = loaded?.safeParse(input).error?.issues ?? [];
  return Object.fromEntries(issues.toReversed().map((issue) => [issue.path.join('.'), issue.message]));
}
