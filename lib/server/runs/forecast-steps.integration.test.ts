import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getApprovalView } from '../approvals/get-approval-view';
import { db } from '../db';
import { getReportView } from '../reports/get-report-view';
import { getProcedurePage } from '../runbooks/list-procedures';
import {
  plannedRun,
  registerTestTarget,
  requestedRun,
  startedRun,
  type TestTarget,
  workOff,
} from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { preflightOf } from './load-run';
import { planRun } from './plan-run';

let at: TestConsole;
let client: pg.Client;
beforeAll(async () => {
  at = await openTestConsole();
  client = new pg.Client({ connectionString: at.databaseUrl });
  await client.connect();
  await client.query('create table things (n int); create index idx_test on things (n)');
  await client.query('insert into things select generate_series(1, 1000); analyze things');
});
afterAll(async () => {
  await client?.end();
  await at.close();
});

const forecastsOf = async (run: { load: Awaited<ReturnType<typeof plannedRun>>['load'] }) =>
  preflightOf(await run.load())?.forecasts ?? [];
const timesOf = async (target: TestTarget) =>
  (await forecastsOf(await plannedRun(at, { procedure: '1.1', target }))).map(({ time }) => time);
const runOn = async (target: TestTarget) =>
  workOff(await startedRun(at, { procedure: '1.1', target, mode: 'to_decision' }));

describe('what a plan says of its statements', () => {
  it('names the table of an index, its size as the target sees it, and who has to wait', async () => {
    const run = await requestedRun(at, { procedure: '1.8' });
    const [drop] = await forecastsOf(run);
    expect(drop).toMatchObject({
      lock: expect.stringMatching(/^Reading and writing things go on .* waits for open transactions/),
      isBlocking: false,
      touches: [expect.stringMatching(/^the index idx_test of things \(\d.* kB, about 1,000 rows in the table\)$/)],
    });
    const view = await getApprovalView(at.people.lead, run.approvalId);
    expect(
      view?.steps.map(({ forecast }) => forecast),
      'the approver reads what was kept',
    ).toEqual([drop]);
  });

  it('says beside it what turning round would take, where the plan holds a way back', async () => {
    const [reversible, without] = await Promise.all(
      ['1.11', '1.1'].map((procedure) => requestedRun(at, { procedure })),
    );
    const wayBackOf = async (id = '') => (await getApprovalView(at.people.lead, id))?.wayBack;
    expect(await wayBackOf(reversible?.approvalId)).toMatchObject({ stepCount: 2, estimateWords: '2.0 s' });
    expect(await wayBackOf(without?.approvalId)).toBeNull();
  });

  it('is no part of what is approved: another size is still the same plan', async () => {
    const run = await plannedRun(at, { procedure: '1.8' });
    const [before] = await forecastsOf(run);
    await client.query('insert into things select generate_series(1, 9000); analyze things');
    await db().run.update({ where: { id: run.runId }, data: { preflightAskedAt: new Date() } });
    await planRun({ runId: run.runId });
    const [after] = await forecastsOf(run);
    expect(after?.touches).not.toEqual(before?.touches);
    expect((await run.load()).planHash).toBe(run.planHash);
  });
});

describe('how long similar runs took', () => {
  it('is an estimate until a step has run, then what it took, counted only where something was done', async () => {
    const target = await registerTestTarget(at);
    expect(await timesOf(target)).toEqual(Array(2).fill('About 1.0 s, estimated: it has not run before'));
    const { state, incident } = await runOn(target);
    expect(state).toBe('succeeded');
    const report = await getReportView(at.people.engineer, incident.code);
    expect(
      report?.foretold.map(({ steps }) => steps),
      'the report compares it with what happened',
    ).toEqual([
      Array(2).fill(
        expect.objectContaining({
          ...{ time: 'About 1.0 s, estimated: it has not run before', outcome: 'succeeded' },
          ...{ tookMs: expect.any(Number), happened: expect.stringMatching(/^Done: exit code 0\./) },
        }),
      ),
    ]);
    const once = await timesOf(target);
    expect(once).toEqual(Array(2).fill(expect.stringMatching(/^\S+ m?s the one time that it ran$/)));
    const again = await runOn(target);
    expect(again.steps.map(({ outcome }) => outcome)).toMatchObject(Array(2).fill({ isNothingRun: true }));
    expect(await timesOf(target)).toEqual(once);
  });

  it('speaks of other targets only where this one has none, and of drills by their name', async () => {
    const other = await registerTestTarget(at);
    expect((await timesOf(other))[0]).toMatch(/on other targets of this environment/);
    await db().incident.updateMany({ data: { isDrill: true } });
    expect((await timesOf(other))[0]).toMatch(/on other targets of this environment, in a drill$/);
    await db().incident.updateMany({ data: { isDrill: false } });
    await runOn(other);
    expect((await timesOf(other))[0]).not.toMatch(/other targets/);
  });

  it('says nothing of targets that a reader of this plan may not see', async () => {
    const team = await db().team.create({ data: { id: randomUUID(), key: 'away', name: 'Away' } });
    const target = await registerTestTarget(at);
    await db().target.updateMany({ where: { key: { not: target.key } }, data: { teamId: team.id } });
    expect((await timesOf(target))[0]).toMatch(/it has not run before$/);
    await db().target.updateMany({ data: { teamId: null } });
    expect((await timesOf(target))[0]).toMatch(/on other targets of this environment/);
  });

  it('stands in the runbook beside each step, without a target', async () => {
    const page = await getProcedurePage(at.people.engineer, '1.1');
    expect(page?.steps[0]?.forecast?.time).toMatch(/^Usually .* of 2 runs\)$/);
    const sql = await getProcedurePage(at.people.engineer, '1.8');
    expect(sql?.steps[0]?.forecast?.lock).toMatch(/^Reading and writing the table of idx_test go on/);
  });
});
