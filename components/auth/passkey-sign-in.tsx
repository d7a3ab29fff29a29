'use client';

import { KeyRound } from 'lucide-react';
import { getCsrfToken, signIn } from 'next-auth/react';
import { useState, useSyncExternalStore } from 'react';
import { Button } from '@/components/ui/button';
import { passkeyTrouble } from '../account/account-model';

type Props = { onIn: () => void; onRefused: (error: string | undefined | null) => void };

/** Asks the browser for a passkey that it keeps for this console: no address, no password. Gone where it can keep none. */
export function PasskeySignIn({ onIn, onRefused }: Props) {
  const [isPending, setIsPending] = useState(false);
  const isOffered = useSyncExternalStore(
    () => () => undefined,
    () => 'PublicKeyCredential' in window,
    () => true,
  );
  if (!isOffered) return null;
  const enter = async () => {
    setIsPending(true);
    const refusal = await enterByPasskey();
    if (refusal === 'in') return onIn();
    setIsPending(false);
    onRefused(refusal);
  };
  return (
    <Button
      icon={<KeyRound aria-hidden className="size-4.5" />}
      isPending={isPending}
      onClick={() => void enter()}
      className="w-full"
    >
      Use a passkey
    </Button>
  );
}

/** "in", or what went wrong as next-auth or the browser said it; undefined where the server did not answer. */
async function enterByPasskey(): Promise<string | undefined> {
  const asked = await fetch('/api/auth/passkey').catch(() => undefined);
  // Asked first, because signIn leaves the page for an error page of its own where the server does not answer.
  if (!asked?.ok || !(await getCsrfToken().catch(() => undefined))) return undefined;
  const { startAuthentication } = await import('@simplewebauthn/browser');
  try {
    const answer = await startAuthentication({ optionsJSON: await asked.json() });
    const said = await signIn('passkey', { answer: JSON.stringify(answer), redirect: false });
    return said?.ok && !said.error ? 'in' : (said?.error ?? undefined);
  } catch (error) {
    return passkeyTrouble(error);
  }
}
