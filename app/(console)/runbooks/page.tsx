import type { Metadata } from 'next';
import Link from 'next/link';
import { KeptRunbooks } from '@/components/runbooks/kept-runbooks';
import { ProcedureList } from '@/components/runbooks/procedure-list';
import { RefusedRunbookNotice } from '@/components/runbooks/refused-runbook-notice';
import { RowKeys } from '@/components/shell/row-keys';
import { linkClasses } from '@/components/ui/button-classes';
import { PageHead } from '@/components/ui/page-head';
import { mayDo } from '@/lib/domain/permissions';
import { requirePerson } from '@/lib/server/auth/session';
import { getRefusedRunbook } from '@/lib/server/runbooks/adopt-runbook';
import { listImports } from '@/lib/server/runbooks/import/import-runbook';
import { listProcedures } from '@/lib/server/runbooks/list-procedures';

export const metadata: Metadata = { title: 'Runbooks' };

export default async function RunbooksPage() {
  const me = await requirePerson();
  const [procedures, refused, { kept, inForce }] = await Promise.all([
    listProcedures(me),
    getRefusedRunbook(me),
    listImports(me),
  ]);
  const add = (
    <Link href="/runbooks/import" className={linkClasses('secondary', 'large')}>
      Bring in a runbook
    </Link>
  );
  return (
    <div className="page">
      <PageHead
        title="Runbooks"
        about="Each procedure rolls one change back. Read them on a quiet day; in an incident the room leads you through."
        action={mayDo(me.role, 'runbook.import') ? add : undefined}
      />
      {refused ? <RefusedRunbookNotice problems={refused.problems} /> : null}
      <RowKeys of="procedure">
        <ProcedureList procedures={procedures} />
        <KeptRunbooks kept={kept} inForce={inForce} />
      </RowKeys>
    </div>
  );
}
