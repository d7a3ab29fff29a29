import type { Metadata } from 'next';
import { ProcedureList } from '@/components/runbooks/procedure-list';
import { RefusedRunbookNotice } from '@/components/runbooks/refused-runbook-notice';
import { PageHead } from '@/components/ui/page-head';
import { requirePerson } from '@/lib/server/auth/session';
import { getRefusedRunbook } from '@/lib/server/runbooks/adopt-runbook';
import { listProcedures } from '@/lib/server/runbooks/list-procedures';

export const metadata: Metadata = { title: 'Runbooks' };

export default async function RunbooksPage() {
  const me = await requirePerson();
  const [procedures, refused] = await Promise.all([listProcedures(me), getRefusedRunbook()]);
  return (
    <div className="page">
      <PageHead
        title="Runbooks"
        about="Each procedure rolls one change back. Read them on a quiet day; in an incident the room leads you through."
      />
      {refused ? <RefusedRunbookNotice problems={refused.problems} /> : null}
      <ProcedureList procedures={procedures} />
    </div>
  );
}
