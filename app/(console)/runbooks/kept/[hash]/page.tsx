import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { KeptRunbook } from '@/components/runbooks/kept-runbook';
import { requirePerson } from '@/lib/server/auth/session';
import { getImport } from '@/lib/server/runbooks/import/import-runbook';

export const metadata: Metadata = { title: 'A runbook that was brought in' };

type Props = { params: Promise<{ hash: string }> };

export default async function KeptRunbookPage({ params }: Props) {
  const me = await requirePerson();
  const kept = await getImport(me, (await params).hash);
  if (!kept) notFound();
  return <KeptRunbook kept={kept} />;
}
