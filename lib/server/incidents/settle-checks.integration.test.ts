import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decideApproval } from '../approvals/decide-approval';
import { verifyChain } from '../audit/event-chain';
import { readEvents } from '../audit/read-events';
import { measureChecks } from '../checks/measure-checks';
import { db } from '../db';
import { abortRun } from '../runs/drive-run';
import { findLostSteps } from '../runs/find-lost-steps';
import { outcomesOf, refusalOf } from '../testing/refusal';
import { decision, declare, plannedRun, requestedRun, startedRun, workOff } from '../testing/rollback';
import { openTestConsole, type People, type TestConsole } from '../testing/test-console';
import { changeSeverity } from './change-severity';
import { closeIncident, runChecks, tickCriterion, waiveCriterion } from './settle-checks';

let at: TestConsole;
let people: People;

beforeAll(async () => {
  at = await openTestConsole();
  people = at.people;
});
afterAll(() => at.close());

const close = (incidentCode: string, by = people.engineer) => closeIncident(by, { incidentCode });
const checkOf = (incidentId: string, group: string) =>
  db().incidentCheck.findFirstOrThrow({ where: { incidentId, group } });
const stateOf = async (id: string) => (await db().incident.findUniqueOrThrow({ where: { id } })).state;

/** An incident in which nothing is red any more. */
async function greenIncident() {
  const run = await startedRun(at);
  await workOff(run);
  await abortRun(people.engineer, { runId: run.runId, reason: 'enough' });
  for (const group of ['immediate', 'comprehensive'] as const) {
    await runChecks(people.engineer, { incidentCode: run.incidentCode, group });
    await measureChecks({ incidentId: run.incidentId, group });
  }
  const { id } = await checkOf(run.incidentId, 'criteria');
  await tickCriterion(people.manager, { checkId: id, isPassed: true, note: 'users say so' });
  return run;
}

describe('an incident', () => {
  it('stays open while a check is not done, and says which', async () => {
    const { id, code } = await declare(at);
    expect(await refusalOf(close(code))).toMatchObject({
      code: 'blocked',
      message: expect.stringContaining('1 lines by count: not checked yet'),
    });
    expect(await stateOf(id)).toBe('open');
  });

  it('stays open while a check is red', async () => {
    const { id, code } = await declare(at);
    await runChecks(people.engineer, { incidentCode: code, group: 'immediate' });
    await measureChecks({ incidentId: id, group: 'immediate' });
    expect(await checkOf(id, 'immediate')).toMatchObject({ state: 'failed', saw: '0' });
    expect(await refusalOf(close(code))).toMatchObject({ code: 'blocked' });
  });

  it('stays open while a rollback runs or a plan waits', async () => {
    const runs = [await startedRun(at), await requestedRun(at)];
    await db().incidentCheck.updateMany({ data: { state: 'passed' } });
    for (const run of runs) expect(await refusalOf(close(run.incidentCode))).toMatchObject({ code: 'blocked' });
  });

  it('is closed once nothing is red, once, and its head is kept outside the store', async () => {
    const { incidentId, incidentCode } = await greenIncident();
    const closers = [close(incidentCode), close(incidentCode, people.lead)];
    expect(await outcomesOf(closers)).toEqual({ done: 1, conflict: 1 });
    const { headSeq, headHash, code } = await db().incident.findUniqueOrThrow({ where: { id: incidentId } });
    const events = await readEvents(incidentId);
    expect(verifyChain(events, { seq: headSeq, hash: headHash })).toMatchObject({ isWhole: true });
    expect(events.at(-1)?.type).toBe('incident.closed');
    const heads = await readFile(join(at.folder, 'data', 'anchors', 'heads.jsonl'), 'utf8');
    const kept = heads
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(kept.filter((head) => head.code === code)).toMatchObject([{ seq: headSeq, hash: headHash }]);
  });

  it('is not closed by a manager, and nothing of a closed one is changed', async () => {
    const { incidentId, incidentCode } = await greenIncident();
    expect(await refusalOf(close(incidentCode, people.manager))).toMatchObject({ code: 'forbidden' });
    await close(incidentCode);
    const { id } = await checkOf(incidentId, 'criteria');
    for (const deed of [
      () => tickCriterion(people.manager, { checkId: id, isPassed: false, note: 'users say so' }),
      () => waiveCriterion(people.lead, { checkId: id, reason: 'too late' }),
      () => runChecks(people.engineer, { incidentCode, group: 'immediate' }),
      () => changeSeverity(people.lead, { incidentCode, severity: 'low', reason: 'too late' }),
    ])
      expect(await refusalOf(deed())).toMatchObject({ code: 'conflict' });
  });

  it('is not closed over a check that turns red at that moment', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { incidentId, incidentCode } = await greenIncident();
      const { id } = await checkOf(incidentId, 'criteria');
      const untick = tickCriterion(people.manager, { checkId: id, isPassed: false, note: 'users say so' });
      const tally = await outcomesOf([untick, close(incidentCode)]);
      expect(Object.keys(tally).filter((key) => key.startsWith('broke'))).toEqual([]);
      const isClosed = (await stateOf(incidentId)) === 'closed';
      expect((await checkOf(incidentId, 'criteria')).state).toBe(isClosed ? 'passed' : 'failed');
    }
  });
});

describe('a check', () => {
  it('is waived by a lead, with a reason that the log keeps', async () => {
    const { id: incidentId, code } = await declare(at);
    const checks = await db().incidentCheck.findMany({ where: { incidentId } });
    for (const { id } of checks) {
      const waive = (by: People[keyof People]) => waiveCriterion(by, { checkId: id, reason: 'measured tomorrow' });
      for (const who of ['engineer', 'manager', 'administrator'] as const)
        expect(await refusalOf(waive(people[who]))).toMatchObject({ code: 'forbidden' });
      await waive(people.lead);
    }
    await close(code);
    const events = await readEvents(incidentId);
    expect(events.filter((event) => event.type === 'criterion.waived')).toHaveLength(checks.length);
    expect(events.at(-1)?.data).toMatchObject({ waived: expect.arrayContaining(['Users say so']) });
  });

  it('that a machine measures is ticked by nobody', async () => {
    const { id: incidentId } = await declare(at);
    const { id } = await checkOf(incidentId, 'immediate');
    const tick = tickCriterion(people.lead, { checkId: id, isPassed: true, note: 'users say so' });
    expect(await refusalOf(tick)).toMatchObject({ code: 'conflict' });
  });

  it('is asked for once by two presses at once', async () => {
    const { code } = await declare(at);
    const ask = () => runChecks(people.engineer, { incidentCode: code, group: 'immediate' });
    expect(await outcomesOf([ask(), ask()])).toEqual({ done: 1, conflict: 1 });
  });
});

describe('a check whose worker died', () => {
  it('is measured again without being asked for', async () => {
    const { id } = await declare(at);
    await db().incidentCheck.updateMany({ where: { incidentId: id, group: 'immediate' }, data: { state: 'running' } });
    await findLostSteps();
    await findLostSteps();
    const { rows } = await at.store.query('select key from graphile_worker.jobs where key like $1', [`again-${id}-%`]);
    expect(rows).toEqual([{ key: `again-${id}-immediate` }]);
  });
});

describe('the severity', () => {
  it('is lowered by a lead only, and raised by those who respond', async () => {
    const { incidentCode } = await plannedRun(at);
    const change = (by: People[keyof People], severity: 'low' | 'critical') =>
      changeSeverity(by, { incidentCode, severity, reason: 'it looks different now' });
    for (const who of ['engineer', 'administrator', 'manager'] as const)
      expect(await refusalOf(change(people[who], 'low'))).toMatchObject({ code: 'forbidden' });
    expect(await refusalOf(change(people.manager, 'critical'))).toMatchObject({ code: 'forbidden' });
    await change(people.engineer, 'critical');
    await change(people.lead, 'low');
  });

  it('raised tells whom only the new one concerns, once, and says how things stand', async () => {
    const { incidentCode, incidentId } = await plannedRun(at);
    const notices = () =>
      db().message.findMany({
        where: { incidentId, kind: 'notification', body: { contains: 'Severity is' } },
        orderBy: { recipient: 'asc' },
      });
    await changeSeverity(people.engineer, { incidentCode, severity: 'critical', reason: 'Rows are being lost.' });
    expect(await notices()).toMatchObject([
      { recipient: '#room', state: 'tell_yourself' },
      { recipient: 'all@example.com, Board', state: 'tell_yourself', byId: people.engineer.id },
    ]);
    const [notice] = await notices();
    expect(notice?.body).toContain('Phase: ');
    expect(notice?.body).toContain('Severity is CRITICAL now, was HIGH: Rows are being lost.');
    await changeSeverity(people.lead, { incidentCode, severity: 'low', reason: 'They were not.' });
    expect(await notices()).toHaveLength(2);
  });

  it('is the server’s, whatever the browser sends with its signals', async () => {
    const { id } = await declare(at, { severity: 'critical' });
    expect((await db().incident.findUniqueOrThrow({ where: { id } })).severity).toBe('critical');
  });
});

it('nobody decides on a plan of a closed incident', async () => {
  const run = await requestedRun(at);
  await db().incident.update({ where: { id: run.incidentId }, data: { state: 'closed' } });
  expect(await refusalOf(decideApproval(people.lead, decision(run)))).toMatchObject({ code: 'forbidden' });
});
