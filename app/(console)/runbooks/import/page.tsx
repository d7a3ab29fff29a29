import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ImportScreen } from '@/components/runbooks/import/import-screen';
import { mayDo } from '@/lib/domain/permissions';
import { requirePerson } from '@/lib/server/auth/session';
import { draftImport, keepImport } from './actions';

export const metadata: Metadata = { title: 'Bring in a runbook' };

export default async function ImportPage() {
  const me = await requirePerson();
  if (!mayDo(me.role, 'runbook.import')) notFound();
  return (
    <div className="page max-w-5xl!">
      <ImportScreen draftImport={draftImport} keepImport={keepImport} />
    </div>
  );
}
