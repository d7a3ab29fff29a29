import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { AuthFrame } from '@/components/auth/auth-frame';
import { SetupForm } from '@/components/auth/setup-form';
import { isSetupNeeded } from '@/lib/server/auth/setup';
import { createFirstAdministrator } from './actions';

export const metadata: Metadata = { title: 'Set up' };

export default async function SetupPage() {
  if (!(await isSetupNeeded())) redirect('/sign-in');
  return (
    <AuthFrame title="Set up this console" about="Nobody can sign in yet. Make the first administrator.">
      <SetupForm createFirstAdministrator={createFirstAdministrator} />
    </AuthFrame>
  );
}
