import type { Metadata } from 'next';
import { ImportScreen } from '@/components/runbooks/import/import-screen';
import { Notice } from '@/components/ui/notice';
import { PageHead } from '@/components/ui/page-head';
import { mayDo } from '@/lib/domain/permissions';
import { requirePerson } from '@/lib/server/auth/session';
import { openImport } from '@/lib/server/runbooks/import/import-runbook';
import { draftImport, keepImport } from './actions';

export const metadata: Metadata = { title: 'Bring in a runbook' };

export default async function ImportPage() {
  const me = await requirePerson();
  if (!mayDo(me.role, 'runbook.import')) return <NotForYou />;
  await openImport(me);
  return (
    <div className="page max-w-5xl!">
      <ImportScreen draftImport={draftImport} keepImport={keepImport} />
    </div>
  );
}

function NotForYou() {
  return (
    <div className="page">
      <PageHead title="Bring in a runbook" />
      <Notice title="Team leads and executives bring in runbooks.">
        Ask one of them: the file is read and judged before anything is kept. Nothing was changed.
      </Notice>
    </div>
  );
}
