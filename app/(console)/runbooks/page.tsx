import type { Metadata } from 'next';
import { ProcedureList } from '@/components/runbooks/procedure-list';
import { PageHead } from '@/components/ui/page-head';
import { requirePerson } from '@/lib/server/auth/session';
import { listProcedures } from '@/lib/server/runbooks/list-procedures';

export const metadata: Metadata = { title: 'Runbooks' };

export default async function RunbooksPage() {
  const me = await requirePerson();
  return (
    <div className="page">
      <PageHead
        title="Runbooks"
        about="Each procedure rolls one change back. Read them on a quiet day; in an incident the room leads you through."
      />
      <ProcedureList procedures={await listProcedures(me)} />
    </div>
  );
}
