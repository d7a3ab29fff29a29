'use client';

import { useEffect, useRef, useState } from 'react';
import type { ActionError, ActionResult } from '@/lib/contracts/result';

/** Sends once at a time, and keeps what was refused until the next try. */
export function useSend(onSent: () => void) {
  const formRef = useRef<HTMLFormElement>(null);
  const [isPending, setIsPending] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  // A long form may have been scrolled away from where it is said.
  useEffect(() => {
    if (error) formRef.current?.querySelector('[role="alert"]')?.scrollIntoView({ block: 'center' });
  }, [error]);
  const send = async (act: () => Promise<ActionResult<unknown>>) => {
    if (isPending) return;
    setIsPending(true);
    setError(null);
    const result = await act();
    setIsPending(false);
    if (result.ok) onSent();
    else setError(result.error);
  };
  return { formRef, isPending, error, send };
}
