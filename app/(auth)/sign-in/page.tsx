import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { AuthFrame } from '@/components/auth/auth-frame';
import { SignInForm } from '@/components/auth/sign-in-form';
import { safeNext } from '@/components/auth/sign-in-model';
import { listDemoPeople } from '@/lib/server/auth/demo-people';
import { findPerson } from '@/lib/server/auth/session';
import { isSetupNeeded } from '@/lib/server/auth/setup';

export const metadata: Metadata = { title: 'Sign in' };

type Props = {
  searchParams: Promise<{ next?: string | string[]; callbackUrl?: string | string[]; email?: string | string[] }>;
};
const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

export default async function SignInPage({ searchParams }: Props) {
  const given = await searchParams;
  const next = safeNext(first(given.next) ?? first(given.callbackUrl));
  if (await isSetupNeeded()) redirect('/setup');
  if (await findPerson()) redirect(next);
  return (
    <AuthFrame title="Sign in" footer="No account, or a forgotten password? Ask an administrator of this console.">
      <SignInForm next={next} email={first(given.email)} demoPeople={await listDemoPeople()} />
    </AuthFrame>
  );
}
