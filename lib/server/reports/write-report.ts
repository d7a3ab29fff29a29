import 'server-only';
import type { z } from 'zod';
import type { writeReportSchema } from '@/lib/contracts/inputs';
import type { Me } from '@/lib/contracts/views';
import { WRITTEN_FIELDS } from '@/lib/domain/build-report';
import { AppError, conflict, notFound } from '@/lib/domain/errors';
import { appendEvent } from '../audit/append-event';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';

/** Writes fields of a report. One written from an older version is refused, so that nobody's words are lost. */
export async function writeReport(me: Me, input: z.output<typeof writeReportSchema>): Promise<{ version: number }> {
  const actor = await authoriseFor(me, 'report.write', { report: input.incidentCode });
  const unknown = Object.keys(input.fields).filter((key) => !Object.hasOwn(WRITTEN_FIELDS, key));
  if (unknown.length > 0)
    throw new AppError(
      'invalid_input',
      `The report has no field "${unknown[0]}" that people write.`,
      'Nothing was saved; reload the page.',
    );
  return db().$transaction(async (tx) => {
    const incident = await tx.incident.findUnique({ where: { code: input.incidentCode }, include: { report: true } });
    if (!incident?.report) throw notFound('report');
    const fields = { ...(incident.report.fields as Record<string, string>), ...input.fields };
    const saved = await tx.report.updateMany({
      where: { incidentId: incident.id, version: input.version },
      data: { fields, version: { increment: 1 }, updatedById: actor.id },
    });
    if (saved.count !== 1)
      throw conflict(
        'Somebody else has written in this report since you opened it; your words were not saved, and are still in the form.',
        'Compare with what stands there now, then save again.',
      );
    await appendEvent(tx, { type: 'report.written', incidentId: incident.id, actor, data: { fields: input.fields } });
    return { version: input.version + 1 };
  });
}
