import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ProcedureVersions } from '@/components/runbooks/procedure-versions';
import { requirePerson } from '@/lib/server/auth/session';
import { getProcedureVersions } from '@/lib/server/runbooks/compare-versions';

type Props = { params: Promise<{ procedureKey: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Versions of ${decodeURIComponent((await params).procedureKey)}` };
}

export default async function ProcedureVersionsPage({ params }: Props) {
  const me = await requirePerson();
  const view = await getProcedureVersions(me, decodeURIComponent((await params).procedureKey));
  if (!view) notFound();
  return <ProcedureVersions view={view} />;
}
