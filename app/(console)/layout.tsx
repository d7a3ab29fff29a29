import type { ReactNode } from 'react';
import { StepUpProvider } from '@/components/account/step-up-provider';
import { ConsoleShell } from '@/components/shell/console-shell';
import { requirePerson } from '@/lib/server/auth/session';
import { getGuideView } from '@/lib/server/guide/get-guide-view';
import { getWaiting } from '@/lib/server/push/count-waiting';
import { getPushKey } from '@/lib/server/push/push-view';
import { addPushDevice, askPasskey, confirmByPasskey, confirmPassword, setGuide } from './account/actions';

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const me = await requirePerson();
  const [waiting, guide, publicKey] = await Promise.all([getWaiting(me), getGuideView(me), getPushKey(me)]);
  return (
    <StepUpProvider actions={{ confirmPassword, askPasskey, confirmByPasskey }}>
      <ConsoleShell me={me} waiting={waiting} guide={guide} setGuide={setGuide} push={{ publicKey, addPushDevice }}>
        {children}
      </ConsoleShell>
    </StepUpProvider>
  );
}
