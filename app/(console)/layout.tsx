import type { ReactNode } from 'react';
import { StepUpProvider } from '@/components/account/step-up-provider';
import { ConsoleShell } from '@/components/shell/console-shell';
import { listApprovals } from '@/lib/server/approvals/list-approvals';
import { requirePerson } from '@/lib/server/auth/session';
import { askPasskey, confirmByPasskey, confirmPassword } from './account/actions';

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const me = await requirePerson();
  return (
    <StepUpProvider actions={{ confirmPassword, askPasskey, confirmByPasskey }}>
      <ConsoleShell me={me} approvals={await listApprovals(me)}>
        {children}
      </ConsoleShell>
    </StepUpProvider>
  );
}
