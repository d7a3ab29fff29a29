'use client';

import type { startRegistration } from '@simplewebauthn/browser';
import { useRouter } from 'next/navigation';
import { PageHead } from '@/components/ui/page-head';
import type { AccountView } from '@/lib/contracts/account';
import type { PushView } from '@/lib/contracts/push';
import type { ActionResult } from '@/lib/contracts/result';
import { OwnPassword } from './own-password';
import { PasskeyList } from './passkey-list';
import { type PushActions, PushCard } from './push-card';
import { SessionList } from './session-list';

export type NewPasskey = Parameters<typeof startRegistration>[0]['optionsJSON'];
export type AccountActions = PushActions & {
  askNewPasskey: (input: unknown) => Promise<ActionResult<NewPasskey>>;
  addPasskey: (input: unknown) => Promise<ActionResult>;
  removePasskey: (input: unknown) => Promise<ActionResult>;
  changePassword: (input: never) => Promise<ActionResult>;
  endMySession: (input: unknown) => Promise<ActionResult>;
  endMySessions: (input: unknown) => Promise<ActionResult>;
};

/** Where this person is signed in, and what stands in for their password where one is asked for again. */
export function AccountScreen({
  account,
  email,
  push,
  actions,
}: {
  account: AccountView;
  email: string;
  push: PushView;
  actions: AccountActions;
}) {
  const router = useRouter();
  const andShow = async (pending: Promise<ActionResult>) => {
    const result = await pending;
    if (result.ok) router.refresh();
    return result;
  };
  return (
    <>
      <PageHead
        title="Your account"
        about="Where you are told what waits for you, where you are signed in, and what you can use in place of your password when a critical decision asks for it again."
      />
      <PushCard
        view={push}
        actions={{
          addPushDevice: (input) => andShow(actions.addPushDevice(input)),
          removePushDevice: (input) => andShow(actions.removePushDevice(input)),
          testPushDevice: (input) => andShow(actions.testPushDevice(input)),
        }}
      />
      <SessionList
        sessions={account.sessions}
        end={(session) => andShow(actions.endMySession({ session }))}
        endAll={async () => {
          const result = await actions.endMySessions({});
          if (result.ok) window.location.assign('/sign-in');
          return result;
        }}
      />
      <OwnPassword email={email} change={(input) => andShow(actions.changePassword(input))} />
      <PasskeyList
        passkeys={account.passkeys}
        ask={() => actions.askNewPasskey({})}
        add={(input) => andShow(actions.addPasskey(input))}
        remove={(passkeyId) => andShow(actions.removePasskey({ passkeyId }))}
      />
    </>
  );
}
