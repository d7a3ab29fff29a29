import type { Metadata } from 'next';
import { AssessScreen } from '@/components/assess/assess-screen';
import { type SignalKind, signalKindSchema } from '@/lib/contracts/runbook';
import { requirePerson } from '@/lib/server/auth/session';
import { getAssessView } from '@/lib/server/incidents/get-assess-view';
import { assessSignals, declareIncident } from './actions';

export const metadata: Metadata = { title: 'Assess' };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };
const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

export default async function AssessPage({ searchParams }: Props) {
  const me = await requirePerson();
  const query = await searchParams;
  const signals = (first(query.signals) ?? '')
    .split(',')
    .filter((kind): kind is SignalKind => signalKindSchema.safeParse(kind).success);
  const view = await getAssessView(me, { targetKey: first(query.target), signals });
  return <AssessScreen view={view} assessSignals={assessSignals} declareIncident={declareIncident} />;
}
