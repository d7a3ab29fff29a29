import type { Metadata } from 'next';
import { ImportScreen } from '@/components/runbooks/import/import-screen';
import { requirePerson } from '@/lib/server/auth/session';
import { openImport } from '@/lib/server/runbooks/import/import-runbook';
import { draftImport, keepImport } from './actions';

export const metadata: Metadata = { title: 'Bring in a runbook' };

export default async function ImportPage() {
  const me = await requirePerson();
  await openImport(me);
  return (
    <div className="page max-w-5xl!">
      <ImportScreen draftImport={draftImport} keepImport={keepImport} />
    </div>
  );
}
