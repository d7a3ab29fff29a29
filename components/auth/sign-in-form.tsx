'use client';

import { getCsrfToken, signIn } from 'next-auth/react';
import { type FormEvent, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field, Input } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { useNow } from '@/components/ui/render-context';
import { formatDuration } from '@/components/ui/time-model';
import { signInSchema } from '@/lib/contracts/inputs';
import { DemoPeople, type DemoPerson } from './demo-people';
import { PasskeySignIn } from './passkey-sign-in';
import { readWaitMs } from './sign-in-model';

type Refusal = { sentence: string; opensAt: number | null };

type Props = { next: string; email?: string; demoPeople?: readonly DemoPerson[] };

/** The form keeps the address, empties only the password, and says with it what went wrong. */
export function SignInForm({ next, email: given = '', demoPeople = [] }: Props) {
  const passwordRef = useRef<HTMLInputElement>(null);
  const [email, setEmail] = useState(given);
  const [password, setPassword] = useState('');
  const [fields, setFields] = useState<Record<string, string>>({});
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isPending, setIsPending] = useState(false);

  const refuse = (error: string | undefined | null) => {
    const sentence = sayRefusal(error);
    const waitMs = readWaitMs(sentence);
    setRefusal({ sentence, opensAt: waitMs === null ? null : Date.now() + waitMs });
  };

  const enter = async (event: FormEvent) => {
    event.preventDefault();
    if (isPending) return;
    const parsed = signInSchema.safeParse({ email, password });
    setRefusal(null);
    setFields(
      parsed.success
        ? {}
        : Object.fromEntries(parsed.error.issues.toReversed().map((issue) => [String(issue.path[0]), issue.message])),
    );
    if (!parsed.success) return;
    setIsPending(true);
    // Asked first, because signIn leaves the page for an error page of its own where the server does not answer.
    const isReached = (await getCsrfToken().catch(() => undefined)) !== undefined;
    const answer = isReached
      ? await signIn('credentials', { ...parsed.data, redirect: false }).catch(() => undefined)
      : undefined;
    if (answer?.ok && !answer.error) return window.location.assign(next);
    setIsPending(false);
    refuse(answer?.error);
    // What was typed while the answer was on its way stays.
    setPassword((typed) => (typed === parsed.data.password ? '' : typed));
    passwordRef.current?.focus();
  };

  return (
    <form method="post" onSubmit={(event) => void enter(event)} noValidate className="grid gap-4" aria-label="Sign in">
      {refusal ? <RefusalNotice refusal={refusal} /> : null}
      <Field label="E-mail address" error={fields.email}>
        <Input
          type="email"
          name="email"
          autoComplete="username"
          autoFocus={!given}
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
      </Field>
      <Field label="Password" error={fields.password}>
        <Input
          ref={passwordRef}
          type="password"
          name="password"
          autoComplete="current-password"
          autoFocus={Boolean(given)}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </Field>
      <Button type="submit" variant="primary" isPending={isPending} className="mt-1 w-full">
        Sign in
      </Button>
      {demoPeople.length > 0 ? (
        <DemoPeople
          people={demoPeople}
          chosen={email}
          choose={(chosen) => {
            setEmail(chosen);
            passwordRef.current?.focus();
          }}
        />
      ) : null}
      <PasskeySignIn onIn={() => window.location.assign(next)} onRefused={refuse} />
    </form>
  );
}

/** next-auth's own words are codes; ours are sentences. */
function sayRefusal(error: string | undefined | null): string {
  if (!error) return 'The console’s server did not answer. Check your connection and try again.';
  if (/^[A-Za-z]+$/.test(error))
    return error === 'CredentialsSignin'
      ? 'The e-mail address or the password is not right.'
      : 'Signing in did not work. Reload the page and try again.';
  return error;
}

function RefusalNotice({ refusal }: { refusal: Refusal }) {
  const now = useNow();
  const left = refusal.opensAt === null ? null : refusal.opensAt - now;
  if (left !== null && left <= 0) return <Notice tone="info" title="You can try again now." />;
  return (
    <Notice tone="fail" title={refusal.sentence}>
      {left === null ? null : (
        <p role="timer" aria-label="Until you can try again" className="num">
          Try again in {formatDuration(left)}.
        </p>
      )}
    </Notice>
  );
}
