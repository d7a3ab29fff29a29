import type { Metadata } from 'next';
import { AccountScreen } from '@/components/account/account-screen';
import { getAccount } from '@/lib/server/auth/account';
import { requireSignedIn } from '@/lib/server/auth/session';
import { addPasskey, askNewPasskey, endMySession, endMySessions, removePasskey } from './actions';

export const metadata: Metadata = { title: 'Sessions and passkeys' };

export default async function AccountPage() {
  const { me, sessionId } = await requireSignedIn();
  const account = await getAccount(me, sessionId);
  return (
    <div className="page">
      <AccountScreen
        account={account}
        actions={{ addPasskey, askNewPasskey, endMySession, endMySessions, removePasskey }}
      />
    </div>
  );
}
