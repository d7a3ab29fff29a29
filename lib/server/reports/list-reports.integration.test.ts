import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ReportFilter } from '@/lib/contracts/report-view';
import { WRITTEN_FIELDS } from '@/lib/domain/build-report';
import { appendEvent } from '../audit/append-event';
import { db } from '../db';
import { pageIncidents } from '../incidents/list-incidents';
import { registerTestTarget } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { getIncidentFigures } from './get-incident-figures';
import { listReports } from './list-reports';

let at: TestConsole;
beforeAll(async () => {
  at = await openTestConsole();
  await make(120, {});
});
afterAll(() => at.close());

const NONE: ReportFilter = { text: '', severity: '', target: '', state: '', kind: '' };
const EVERY_FIELD = Object.fromEntries(Object.keys(WRITTEN_FIELDS).map((key) => [key, 'written']));

type Made = { title?: string; severity?: string; isDrill?: boolean; state?: string; fields?: Record<string, string> };

/** Incidents that were declared in one moment, as a store that was filled by a program has them. */
async function make(
  count: number,
  { title = 'Slow', severity = 'low', isDrill = false, state = 'open', fields }: Made,
) {
  const { key } = await registerTestTarget(at);
  const { id: targetId } = await db().target.findUniqueOrThrow({ where: { key } });
  const moment = new Date('2026-01-01T00:00:00Z');
  const rows = Array.from({ length: count }, () => ({
    ...{ id: randomUUID(), code: `CODE-${randomUUID()}`, title, severity, isDrill, state, targetId, assessment: {} },
    ...{ detectedAt: moment, declaredAt: moment, declaredById: at.people.engineer.id },
  }));
  await db().incident.createMany({ data: rows });
  if (fields) await db().report.createMany({ data: rows.map(({ id }) => ({ incidentId: id, fields })) });
  return rows;
}

const found = async (filter: Partial<ReportFilter>) =>
  (await listReports(at.people.manager, { ...NONE, ...filter })).reports.map(({ code }) => code);

it('every incident is on exactly one page, also of those that were declared in the same moment', async () => {
  const all = (await db().incident.findMany({ select: { code: true } })).map(({ code }) => code).sort();
  const asIncidents = async (before?: string) => {
    const { incidents, ...page } = await pageIncidents(at.people.manager, {}, before);
    return { rows: incidents, ...page };
  };
  const asReports = async (before?: string) => {
    const { reports, ...page } = await listReports(at.people.manager, NONE, before);
    return { rows: reports, ...page };
  };
  for (const read of [asIncidents, asReports]) {
    const seen: string[] = [];
    let before: string | undefined;
    do {
      const page: Awaited<ReturnType<typeof asIncidents>> = await read(before);
      expect(page.isFirst).toBe(before === undefined);
      seen.push(...page.rows.map(({ code }) => code));
      before = page.older ?? undefined;
    } while (before !== undefined);
    expect(seen.sort()).toEqual(all);
  }
});

it('reports are found by every word in any order, beyond the first page, and a sign is only a sign', async () => {
  const [wanted] = await make(1, { title: 'Vector search slow: 100% of calls_fail' });
  await make(60, { title: 'Another' });
  expect(await found({ text: 'SLOW vector' })).toEqual([wanted?.code]);
  expect(await found({ text: '100%' })).toEqual([wanted?.code]);
  expect(await found({ text: 'calls_fail' })).toEqual([wanted?.code]);
  expect(await found({ text: 'callsxfail' })).toEqual([]);
  expect(await found({ text: `${wanted?.code} ${at.people.engineer.name}` })).toEqual([wanted?.code]);
});

it('reports are narrowed by severity, target, kind and what is left to write', async () => {
  const [drill] = await make(1, { severity: 'critical', isDrill: true });
  const [whole] = await make(1, { state: 'closed', severity: 'high', fields: EVERY_FIELD });
  const { data_loss_details: _, ...rest } = EVERY_FIELD;
  const [nothingLost] = await make(1, { state: 'closed', severity: 'high', fields: { ...rest, data_loss: 'no' } });
  const [blank] = await make(1, { state: 'closed', severity: 'high', fields: { ...EVERY_FIELD, root_cause: ' \n' } });
  const [open] = await make(1, { severity: 'high', fields: EVERY_FIELD });
  expect(await found({ kind: 'drills' })).toEqual([drill?.code]);
  expect(await found({ severity: 'critical', kind: 'incidents' })).toEqual([]);
  expect((await found({ severity: 'high', state: 'complete' })).sort()).toEqual(
    [whole?.code, nothingLost?.code].sort(),
  );
  expect((await found({ severity: 'high', state: 'unfinished' })).sort()).toEqual([blank?.code, open?.code].sort());
  const { name } = await db().target.findUniqueOrThrow({ where: { id: blank?.targetId as string } });
  expect(await found({ target: name })).toEqual([blank?.code]);
});

it('a list is counted up to where nobody counts any more, and says so', async () => {
  const counted = (filter: Partial<ReportFilter>) =>
    listReports(at.people.manager, { ...NONE, ...filter }).then(({ count }) => count);
  await make(3, { title: 'Countable' });
  expect(await counted({ text: 'countable' })).toEqual({ incidents: 3, drills: 0, isMore: false });
  await make(1_000, { title: 'Countless' });
  expect(await counted({ text: 'countless' })).toEqual({ incidents: 1_000, drills: 0, isMore: false });
  await make(1, { title: 'Countless', isDrill: true });
  expect((await counted({ text: 'countless' })).isMore).toBe(true);
});

it('the figures over all incidents follow each recovery, however they are kept', async () => {
  const before = await getIncidentFigures(at.people.manager);
  const [one] = await make(1, {});
  await db().$transaction((tx) =>
    appendEvent(tx, {
      type: 'incident.recovered',
      incidentId: one?.id,
      actor: null,
      data: { errorRatePercent: 0, p95Ms: 1, afterStep: null, sinceStepMs: null },
    }),
  );
  const after = await getIncidentFigures(at.people.manager);
  expect(after.restored).toBe(before.restored + 1);
  expect(after.incidents).toBeGreaterThan(0);
});
