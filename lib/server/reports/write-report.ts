import 'server-only';
import type { z } from 'zod';
import type { writeReportSchema } from '@/lib/contracts/inputs';
import type { Me } from '@/lib/contracts/views';
import { WRITTEN_FIELDS } from '@/lib/domain/build-report';
import { AppError, conflict, notFound } from '@/lib/domain/errors';
import { judgeWords } from '@/lib/domain/written-field';
import { appendEvent } from '../audit/append-event';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';

type Input = z.output<typeof writeReportSchema>;
type ReportRow = { fields: Record<string, string>; version: number };

/**
 * Writes fields of a report, each compared by itself with what it said when its words were begun: where somebody else
 * changed one since, nothing is written and the answer is a conflict. Words that stand there already make no event.
 */
export async function writeReport(me: Me, input: Input): Promise<{ version: number }> {
  const actor = await authoriseFor(me, 'report.write', { report: input.incidentCode });
  const unknown = Object.keys(input.fields).filter((key) => !Object.hasOwn(WRITTEN_FIELDS, key));
  if (unknown.length > 0)
    throw new AppError(
      'invalid_input',
      `The report has no field "${unknown[0]}" that people write.`,
      'Nothing was saved; reload the page.',
    );
  return db().$transaction(async (tx) => {
    const incident = await tx.incident.findUnique({ where: { code: input.incidentCode }, select: { id: true } });
    // Held to the end, so that of two people in one field one is first.
    const [report] = await tx.$queryRaw<ReportRow[]>`
      SELECT "fields", "version" FROM "Report" WHERE "incidentId" = ${incident?.id}::uuid FOR UPDATE`;
    if (!incident || !report) throw notFound('report');
    const changed = changedFields(report.fields, input);
    if (Object.keys(changed).length === 0) return { version: report.version };
    await tx.report.update({
      where: { incidentId: incident.id },
      data: { fields: { ...report.fields, ...changed }, version: { increment: 1 }, updatedById: actor.id },
    });
    await appendEvent(tx, { type: 'report.written', incidentId: incident.id, actor, data: { fields: changed } });
    return { version: report.version + 1 };
  });
}

function changedFields(stored: ReportRow['fields'], { fields, base }: Input): Record<string, string> {
  const judged = Object.entries(fields).map(([key, words]) => ({
    ...{ key, words },
    verdict: judgeWords(stored[key], base[key] ?? '', words),
  }));
  if (judged.some(({ verdict }) => verdict === 'clash'))
    throw conflict(
      'Somebody else has changed this field since you began to write; your words were not saved, and are still in the form.',
      'Compare with what stands there now, and choose.',
    );
  const toWrite = judged.filter(({ verdict }) => verdict === 'write');
  return Object.fromEntries(toWrite.map(({ key, words }) => [key, words]));
}
