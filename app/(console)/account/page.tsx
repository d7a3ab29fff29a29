import type { Metadata } from 'next';
import { AccountScreen } from '@/components/account/account-screen';
import { RefreshOnNews } from '@/components/shell/live';
import { getAccount } from '@/lib/server/auth/account';
import { requireSignedIn } from '@/lib/server/auth/session';
import { getPushView } from '@/lib/server/push/push-view';
import * as actions from './actions';

export const metadata: Metadata = { title: 'Your account' };

export default async function AccountPage() {
  const { me, sessionId } = await requireSignedIn();
  const [account, push] = await Promise.all([getAccount(me, sessionId), getPushView(me)]);
  const { addPasskey, askNewPasskey, changePassword, endMySession, endMySessions, removePasskey } = actions;
  const { addPushDevice, removePushDevice, testPushDevice } = actions;
  return (
    <div className="page">
      {/* What becomes of a test is news. */}
      <RefreshOnNews />
      <AccountScreen
        account={account}
        email={me.email}
        push={push}
        actions={{
          addPasskey,
          askNewPasskey,
          changePassword,
          endMySession,
          endMySessions,
          removePasskey,
          addPushDevice,
          removePushDevice,
          testPushDevice,
        }}
      />
    </div>
  );
}
