import 'server-only';
import type { IncidentSummary, Me } from '@/lib/contracts/views';
import { authorise } from '../auth/authorise';
import { db } from '../db';
import { incidentInclude, toIncidentSummary } from './incident-summary';

const LIST_LIMIT = 200;

/** Newest first. */
export async function listIncidents(
  me: Me,
  { state, isDrill }: { state?: 'open' | 'closed'; isDrill?: boolean } = {},
): Promise<IncidentSummary[]> {
  const person = await authorise(me, 'console.read');
  const rows = await db().incident.findMany({
    where: { state, isDrill },
    include: incidentInclude,
    orderBy: { declaredAt: 'desc' },
    take: LIST_LIMIT,
  });
  return Promise.all(rows.map((row) => toIncidentSummary(row, person)));
}
