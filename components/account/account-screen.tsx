'use client';

import type { startRegistration } from '@simplewebauthn/browser';
import { useRouter } from 'next/navigation';
import { PageHead } from '@/components/ui/page-head';
import type { AccountView } from '@/lib/contracts/account';
import type { ActionResult } from '@/lib/contracts/result';
import { PasskeyList } from './passkey-list';
import { SessionList } from './session-list';

export type NewPasskey = Parameters<typeof startRegistration>[0]['optionsJSON'];
export type AccountActions = {
  askNewPasskey: (input: unknown) => Promise<ActionResult<NewPasskey>>;
  addPasskey: (input: unknown) => Promise<ActionResult>;
  removePasskey: (input: unknown) => Promise<ActionResult>;
  endMySession: (input: unknown) => Promise<ActionResult>;
  endMySessions: (input: unknown) => Promise<ActionResult>;
};

/** Where this person is signed in, and what stands in for their password where one is asked for again. */
export function AccountScreen({ account, actions }: { account: AccountView; actions: AccountActions }) {
  const router = useRouter();
  const andShow = async (pending: Promise<ActionResult>) => {
    const result = await pending;
    if (result.ok) router.refresh();
    return result;
  };
  return (
    <>
      <PageHead
        title="Sessions and passkeys"
        about="Where you are signed in, and what you can use in place of your password when a critical decision asks for it again."
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
      <PasskeyList
        passkeys={account.passkeys}
        ask={() => actions.askNewPasskey({})}
        add={(input) => andShow(actions.addPasskey(input))}
        remove={(passkeyId) => andShow(actions.removePasskey({ passkeyId }))}
      />
    </>
  );
}
