import type { ReactNode } from 'react';
import { ConsoleShell } from '@/components/shell/console-shell';
import { listApprovals } from '@/lib/server/approvals/list-approvals';
import { requirePerson } from '@/lib/server/auth/session';

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const me = await requirePerson();
  return (
    <ConsoleShell me={me} approvals={await listApprovals(me)}>
      {children}
    </ConsoleShell>
  );
}
