import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { db } from '../db';
import { registerTestTarget } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { writeReport } from './write-report';

let at: TestConsole;
beforeAll(async () => {
  at = await openTestConsole();
});
afterAll(() => at.close());

async function openReport(fields: Record<string, string> = {}) {
  const { key } = await registerTestTarget(at);
  const { id: targetId } = await db().target.findUniqueOrThrow({ where: { key } });
  const moment = new Date('2026-01-01T00:00:00Z');
  const row = {
    id: randomUUID(),
    code: `CODE-${randomUUID()}`,
    title: 'Slow',
    severity: 'low',
    state: 'closed',
    targetId,
  };
  await db().incident.create({
    data: {
      ...{ ...row, assessment: {}, detectedAt: moment, declaredAt: moment, declaredById: at.people.engineer.id },
      report: { create: { fields } },
    },
  });
  const write = (who: 'manager' | 'lead', words: Record<string, string>, base: Record<string, string>) =>
    writeReport(at.people[who], { incidentCode: row.code, fields: words, base });
  const read = async () => (await db().report.findUniqueOrThrow({ where: { incidentId: row.id } })).fields;
  const events = () => db().event.count({ where: { incidentId: row.id, type: 'report.written' } });
  return { write, read, events };
}

it('two people in two fields of one report do not meet', async () => {
  const { write, read, events } = await openReport({ root_cause: 'old' });
  await Promise.all([
    write('manager', { root_cause: 'a leak' }, { root_cause: 'old' }),
    write('lead', { prevention: 'a limit' }, { prevention: '' }),
  ]);
  expect(await read()).toEqual({ root_cause: 'a leak', prevention: 'a limit' });
  expect(await events()).toBe(2);
});

it('of two people in one field the second is refused, and nothing of the first is lost', async () => {
  const { write, read, events } = await openReport({ root_cause: 'old' });
  const tries = await Promise.allSettled([
    write('manager', { root_cause: 'mine' }, { root_cause: 'old' }),
    write('lead', { root_cause: 'theirs' }, { root_cause: 'old' }),
  ]);
  expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const written = tries[0].status === 'fulfilled' ? 'mine' : 'theirs';
  expect(tries.find((one) => one.status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } });
  expect(await read()).toEqual({ root_cause: written });
  expect(await events()).toBe(1);
});

it('a save that is sent twice, because its answer was lost, is one event', async () => {
  const { write, events } = await openReport();
  const first = await write('manager', { root_cause: 'a leak' }, { root_cause: '' });
  expect(await write('manager', { root_cause: 'a leak' }, { root_cause: '' })).toEqual(first);
  expect(await events()).toBe(1);
});
