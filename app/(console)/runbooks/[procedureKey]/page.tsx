import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ProcedurePage } from '@/components/runbooks/procedure-page';
import { requirePerson } from '@/lib/server/auth/session';
import { getProcedurePage } from '@/lib/server/runbooks/list-procedures';

type Props = { params: Promise<{ procedureKey: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Procedure ${(await params).procedureKey}` };
}

export default async function ProcedureKeyPage({ params }: Props) {
  const me = await requirePerson();
  const page = await getProcedurePage(me, decodeURIComponent((await params).procedureKey));
  if (!page) notFound();
  return <ProcedurePage page={page} />;
}
