import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ReportFilter } from '@/lib/contracts/report-view';
import type { Me } from '@/lib/contracts/views';
import { WRITTEN_FIELDS } from '@/lib/domain/build-report';
import { appendEvent } from '../audit/append-event';
import { db } from '../db';
import { pageIncidents } from '../incidents/list-incidents';
import { markTold } from '../incidents/mark-told';
import { hasWords } from '../search/find-words';
import { indexIncident, indexIncidents } from '../search/index-incidents';
import { declare, registerTestTarget, startedRun } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { makeTeamOf, makeWorld } from '../testing/two-teams';
import { getFigures } from './get-figures';
import { getIncidentFigures } from './get-incident-figures';
import { listReports } from './list-reports';
import { writeReport } from './write-report';
import { isComplete } from './written-reports';

let at: TestConsole;
beforeAll(async () => {
  at = await openTestConsole();
  await make(120, {});
});
afterAll(() => at.close());

const NONE: ReportFilter = { text: '', severity: '', target: '', state: '', kind: '', procedure: '', from: '', to: '' };
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
  // They have no event that would bring them there; so many are not read one by one.
  if (count < 10) for (const { id } of rows) await indexIncident(id);
  else
    await db().$executeRaw`INSERT INTO "IncidentText" ("incidentId", "upToSeq", "body", "words")
      SELECT "id", 0, '', to_tsvector('simple', lower("title")) FROM "Incident" WHERE "id" = ANY (${rows.map(({ id }) => id)}::uuid[])`;
  return rows;
}

const recover = (incidentId: string) =>
  db().$transaction((tx) =>
    appendEvent(tx, {
      type: 'incident.recovered',
      incidentId,
      actor: null,
      data: { errorRatePercent: 0, p95Ms: 1, afterStep: null, sinceStepMs: null },
    }),
  );

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

it('those that are complete are found by the index that says so, and not by reading every report', async () => {
  const shown = async (wanted: boolean) => {
    const condition = await isComplete(wanted);
    return db().$transaction(async (tx) => {
      await tx.$executeRaw`SET LOCAL enable_seqscan = off`;
      return JSON.stringify(await tx.$queryRaw`EXPLAIN SELECT 1 FROM "Incident" i WHERE ${condition}`);
    });
  };
  expect(await shown(true)).toContain('Report_written');
  expect(await shown(false)).toContain('Report_written');
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
  await recover(one?.id as string);
  const after = await getIncidentFigures(at.people.manager);
  expect(after.restored).toBe(before.restored + 1);
  expect(after.incidents).toBeGreaterThan(0);
});

it('a report is found by what was said, run and written in it, in any of its forms, and shows where', async () => {
  const run = await startedRun(at);
  const said = 'Покупатели ждут: the Vacuum of dialogs_2026 blocks us (see /api/dialogs/recent)';
  await markTold(at.people.engineer, { incidentCode: run.incidentCode, note: said });
  const fields = { root_cause: 'Nobody had indexes on the knowledge tables.' };
  await writeReport(at.people.lead, { incidentCode: run.incidentCode, fields, base: { root_cause: '' } });
  expect(await found({ text: 'vacuum' })).toEqual([]);
  await indexIncidents();
  const finds = async (text: string) => (await found({ text })).includes(run.incidentCode);
  for (const text of [
    ...[
      'vacuum',
      'VACUUM dialogs',
      'vacu',
      '"vacuum of dialogs"',
      'dialogs_2026',
      '/api/dialogs',
      'recent',
      'покупателей',
    ],
    ...['index knowledge', 'покупатели -banana', 'nothing or vacuum', at.people.lead.name, run.incidentCode],
    ...[run.incidentCode.slice(-6), 'started'],
  ])
    expect([text, await finds(text)]).toEqual([text, true]);
  for (const text of ['vacuum -dialogs', '"dialogs vacuum"', 'vacuum nowhere', 'acuum', '%', '"', "' OR true --"])
    expect([text, await finds(text)]).toEqual([text, false]);
  const { reports } = await listReports(at.people.manager, { ...NONE, text: 'vacuum' });
  expect(reports[0]?.found?.filter(({ isHit }) => isHit)).toEqual([{ text: 'Vacuum', isHit: true }]);
  expect(reports[0]?.found?.map(({ text }) => text).join('')).toContain('dialogs_2026 blocks us');
  expect(await found({ procedure: '1.1', text: 'vacuum' })).toEqual([run.incidentCode]);
  expect(await found({ procedure: 'none', text: 'vacuum' })).toEqual([]);
});

it('what somebody does not reach is not found by any word of it', async () => {
  const world = await makeWorld(at);
  await makeTeamOf(at, 'Payments', world);
  await indexIncidents();
  const search = async (person: Me) => (await listReports(person, { ...NONE, text: world.title })).reports.length;
  expect([await search(at.people.manager), await search(at.people.engineer)]).toEqual([0, 0]);
  expect(await search(at.people.administrator)).toBe(1);
});

it('the index answers, whatever is looked for: no search reads every incident’s text', async () => {
  // The product's own user may not.
  await at.store.query('ANALYZE "IncidentText"');
  const wanted = await hasWords('countable "slow vector" -drill');
  const plan = await db().$transaction(async (tx) => {
    await tx.$executeRaw`SET LOCAL enable_seqscan = off`;
    return tx.$queryRaw`EXPLAIN SELECT 1 FROM "Incident" i WHERE ${wanted}`;
  });
  expect(JSON.stringify(plan)).toContain('IncidentText_words_idx');
});

it('a page of a word that is in more texts than anybody reads is read from the newest on, and not from all of them', async () => {
  await make(1_001, { title: 'Everywhere' });
  const wanted = await hasWords('everywhere');
  const plan = await db().$queryRaw`EXPLAIN SELECT 1 FROM "Incident" i WHERE ${wanted}
    ORDER BY i."declaredAt" DESC, i."code" DESC LIMIT 21`;
  expect(JSON.stringify(plan)).toContain('IncidentText_pkey');
  expect(JSON.stringify(plan)).not.toContain('IncidentText_words_idx');
  expect(await found({ text: 'everywhere' })).toHaveLength(20);
});

it('reports are narrowed by the days on which they were declared, the last one in it', async () => {
  const { code } = await declare(at);
  const [day, next] = ['2025-06-30', '2025-07-01'];
  await db().incident.update({ where: { code }, data: { declaredAt: new Date('2025-06-30T12:00:00Z') } });
  expect(await found({ from: day, to: day })).toEqual([code]);
  expect(await found({ from: next, to: '2025-07-31' })).toEqual([]);
  expect(await found({ to: '2025-06-29' })).toEqual([]);
});

it('the figures over time are each incident’s own moments, drills beside, for those who reach it', async () => {
  const run = await startedRun(at);
  const incident = await db().incident.findUniqueOrThrow({ where: { id: run.incidentId }, include: { target: true } });
  const filter = { by: 'month', severity: '', target: incident.target.name, procedure: '' } as const;
  const before = await getFigures(at.people.manager, filter);
  expect(before.dots).toMatchObject([{ code: run.incidentCode, isDrill: false, isInTime: true, restore: null }]);
  const [dot] = before.dots;
  expect(dot?.acknowledge).toBeGreaterThan(0);
  expect(dot?.approve).toBeGreaterThan(dot?.acknowledge as number);
  expect([before.inTime, before.totals.approve.incidents.count]).toEqual([{ kept: 1, of: 1 }, 1]);
  await db().incident.update({ where: { id: run.incidentId }, data: { isDrill: true } });
  // They are kept until an event comes that they are made from, and this is the first one after.
  await recover(run.incidentId);
  const { totals, inTime, dots } = await getFigures(at.people.manager, filter);
  expect(dots[0]?.restore).toBeGreaterThan(0);
  expect([totals.approve.incidents.count, totals.approve.drills.count, inTime.of]).toEqual([0, 1, 0]);
  expect((await getFigures(at.people.manager, { ...filter, procedure: '1.2' })).dots).toEqual([]);
  const team = await makeTeamOf(at, 'Figures', { target: incident.target.key });
  expect((await getFigures(at.people.manager, filter)).dots).toEqual([]);
  expect((await getFigures(team.people.manager, filter)).dots).toHaveLength(1);
});
