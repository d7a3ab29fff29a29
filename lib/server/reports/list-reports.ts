import 'server-only';
import type { ReportSummary } from '@/lib/contracts/report-view';
import type { Me } from '@/lib/contracts/views';
import { WRITTEN_FIELDS } from '@/lib/domain/build-report';
import { authorise } from '../auth/authorise';
import { db } from '../db';
import { incidentInclude, toIncidentSummary } from '../incidents/incident-summary';

const LIST_LIMIT = 200;

/** Newest first. Complete: the incident is closed and every field that people write is written. */
export async function listReports(me: Me): Promise<ReportSummary[]> {
  const person = await authorise(me, 'console.read');
  const rows = await db().incident.findMany({
    include: { ...incidentInclude, report: true },
    orderBy: { declaredAt: 'desc' },
    take: LIST_LIMIT,
  });
  return Promise.all(
    rows.map(async (row) => {
      const fields = (row.report?.fields ?? {}) as Record<string, string>;
      const isWritten = Object.keys(WRITTEN_FIELDS).every(
        (key) => fields[key]?.trim() || (key === 'data_loss_details' && fields.data_loss === 'no'),
      );
      return { ...(await toIncidentSummary(row, person)), isReportComplete: row.state === 'closed' && isWritten };
    }),
  );
}
