import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CheckResult } from '@/lib/contracts/plan';
import { type RunbookContent, runbookContentSchema } from '@/lib/contracts/runbook';
import { appendEvent } from '../audit/append-event';
import { readEvents } from '../audit/read-events';
import { db } from '../db';
import { closeIncident, runChecks, tickCriterion } from '../incidents/settle-checks';
import { hashOf } from '../runbooks/load-runbook';
import { loadSqlCatalogue } from '../runbooks/sql-catalogue';
import { setCurrentRunbook, storeRunbook } from '../runbooks/store-runbook';
import { storeTarget } from '../targets/register-target';
import { refusalOf } from '../testing/refusal';
import { declare, registerTestTarget, type TestTarget, targetFile } from '../testing/rollback';
import { testRunbook } from '../testing/runbook';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { measureChecks } from './measure-checks';
import { type SmallBackend, smallEndpoints, startSmallBackend } from './small-backend.fixture';

let at: TestConsole;
let backend: SmallBackend;
let target: TestTarget;

const http = (title: string, endpoint: string) => ({ check: 'http', title, endpoint });
const VALIDATION = {
  comprehensive: [
    { key: 'api', title: 'API endpoints responding', checks: [http('/health answers', 'health')] },
    { key: 'telegram', title: 'Telegram webhooks', checks: [http('the bot replies', 'telegram-round-trip')] },
    { key: 'files', title: 'File uploads', checks: [http('up', 'file-upload'), http('down', 'file-download')] },
    {
      key: 'auth',
      title: 'User authentication',
      checks: [http('right', 'auth-login'), http('wrong', 'auth-login-refused')],
    },
  ],
  criteria: [
    { key: 'fast', group: 'technical', title: 'Fast', measure: 'endpoints-within-5s' },
    { key: 'queries', group: 'technical', title: 'Queries', measure: 'queries-answer' },
    {
      key: 'log',
      group: 'technical',
      title: 'Log',
      measure: 'log-without-critical',
      command: 'log',
      critical: ['ERROR'],
    },
    { key: 'bot', group: 'technical', title: 'Bot', measure: 'line', line: 'telegram' },
    { key: 'uptime', group: 'business', title: 'Uptime', measure: 'uptime-above-99' },
    { key: 'said', group: 'business', title: 'Users say so', measure: 'person' },
  ],
};

async function putInForce(): Promise<void> {
  const { content } = testRunbook('validation', await loadSqlCatalogue('sql'));
  const whole = runbookContentSchema.parse({ ...content, ...VALIDATION }) as RunbookContent;
  await storeRunbook(whole, hashOf(whole));
  await setCurrentRunbook(hashOf(whole));
}

/** The target with the small backend's endpoints and a log; `without`: what it lacks. */
async function register(without: string[] = []): Promise<void> {
  const file = targetFile(at, target, {
    endpoints: smallEndpoints(backend.url).filter(({ key }) => !without.includes(key)),
  });
  const log = { host: 'here', argv: ['cat', logFile()] };
  const commands = without.includes('log') ? file.inventory.commands : { ...file.inventory.commands, log };
  await storeTarget({ ...file, inventory: { ...file.inventory, commands } }, null);
}
const logFile = () => join(target.folder, 'error.log');

beforeAll(async () => {
  at = await openTestConsole();
  backend = await startSmallBackend();
  await putInForce();
});
afterAll(async () => {
  await backend.close();
  await at.close();
});
beforeEach(async () => {
  backend.break('none');
  target = await registerTestTarget(at);
  await writeFile(logFile(), '');
  await register();
});

type Group = 'immediate' | 'comprehensive' | 'criteria';
async function measured(incidentId: string, group: Group): Promise<Record<string, { state: string; saw: string }>> {
  await measureChecks({ incidentId, group, patienceMs: 0 });
  const rows = await db().incidentCheck.findMany({ where: { incidentId, group } });
  return Object.fromEntries(rows.map((row) => [row.key, { state: row.state, saw: row.saw }]));
}
const statesOf = (rows: Record<string, { state: string }>) =>
  Object.fromEntries(Object.entries(rows).map(([key, { state }]) => [key, state]));

describe('the comprehensive validation', () => {
  it('is OK where everything that was sent comes back', async () => {
    const { id, code } = await declare(at, { target });
    await runChecks(at.people.engineer, { incidentCode: code, group: 'comprehensive' });
    expect(statesOf(await measured(id, 'comprehensive'))).toEqual({
      api: 'passed',
      telegram: 'passed',
      files: 'passed',
      auth: 'passed',
    });
    const files = await db().incidentCheck.findFirstOrThrow({ where: { incidentId: id, key: 'files' } });
    const [up, down] = files.parts as unknown as CheckResult[];
    expect(up).toMatchObject({ title: 'up', did: `POST ${backend.url}/files`, isOk: true });
    expect(down).toMatchObject({
      title: 'down',
      expected: expect.stringMatching(/content "[0-9a-f]{12}"/),
      isOk: true,
    });
  });

  it.each([
    ['error-in-body', 'api', 'its body tells an error: “error” is "no database"'],
    ['old-file', 'files', '1 of 2 failed: down'],
    ['open-door', 'auth', '1 of 2 failed: wrong'],
    ['mute-bot', 'telegram', '“reply” is "" where "You said: '],
  ] as const)('fails where a 200 hides it: %s', async (how, line, saw) => {
    const { id } = await declare(at, { target });
    await measured(id, 'comprehensive');
    backend.break(how);
    const rows = await measured(id, 'comprehensive');
    expect(rows[line]).toEqual({ state: 'failed', saw: expect.stringContaining(saw) });
    expect(Object.values(rows).filter((row) => row.state === 'failed')).toHaveLength(1);
  });

  it('keeps every result in the events, and the incident open while a line is red', async () => {
    const { id, code } = await declare(at, { target });
    backend.break('mute-bot');
    await measured(id, 'comprehensive');
    await db().incidentCheck.updateMany({
      where: { incidentId: id, NOT: { key: 'telegram' } },
      data: { state: 'passed' },
    });
    expect(await refusalOf(closeIncident(at.people.engineer, { incidentCode: code }))).toMatchObject({
      message: expect.stringContaining('Telegram webhooks: failed'),
    });
    backend.break('none');
    await measured(id, 'comprehensive');
    const told = (await readEvents(id)).filter((event) => event.type === 'check.measured').map((event) => event.data);
    const telegram = told.filter((data) => (data as { title: string }).title === 'Telegram webhooks');
    expect(telegram).toMatchObject([{ state: 'failed' }, { state: 'passed' }]);
    await closeIncident(at.people.engineer, { incidentCode: code });
  });

  it('leaves to a person what the target has no endpoint for', async () => {
    await register(['file-download']);
    const { id, code } = await declare(at, { target });
    expect(statesOf(await measured(id, 'comprehensive'))).toMatchObject({ files: 'pending', auth: 'passed' });
    const { id: checkId } = await db().incidentCheck.findFirstOrThrow({ where: { incidentId: id, key: 'files' } });
    await tickCriterion(at.people.engineer, { checkId, isPassed: true, note: 'uploaded one by hand' });
    await runChecks(at.people.engineer, { incidentCode: code, group: 'comprehensive' });
    expect(statesOf(await measured(id, 'comprehensive'))).toMatchObject({ files: 'passed' });
  });

  it('gives an incident from before it was thought of its lines', async () => {
    const { id, code } = await declare(at, { target });
    await db().incidentCheck.deleteMany({ where: { incidentId: id, group: 'comprehensive' } });
    await runChecks(at.people.engineer, { incidentCode: code, group: 'comprehensive' });
    expect(Object.keys(await measured(id, 'comprehensive'))).toHaveLength(4);
  });
});

describe('the criteria', () => {
  /** Probes of the last minutes, the newest first. */
  async function probes(count: number, isOk: boolean, secondsAgo: number): Promise<void> {
    const { id: targetId } = await db().target.findUniqueOrThrow({ where: { key: target.key } });
    const data = Array.from({ length: count }, (_, index) => ({
      targetId,
      endpoint: 'health',
      isOk,
      latencyMs: 5,
      at: new Date(Date.now() - secondsAgo * 1000 - index),
    }));
    await db().probeSample.createMany({ data });
  }
  const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);

  it('are measured but for the one that people tell', async () => {
    const { id } = await declare(at, { target });
    await db().incident.update({ where: { id }, data: { declaredAt: ago(60) } });
    await probes(30, true, 5);
    const rows = await measured(id, 'criteria');
    expect(statesOf(rows)).toEqual({
      fast: 'passed',
      queries: 'passed',
      log: 'passed',
      bot: 'passed',
      uptime: 'passed',
      said: 'pending',
    });
  });

  it('count uptime from when users were well again, and only over enough probes', async () => {
    const { id } = await declare(at, { target });
    await db().incident.update({ where: { id }, data: { declaredAt: ago(600) } });
    await probes(200, false, 60);
    expect((await measured(id, 'criteria')).uptime).toMatchObject({ state: 'failed', saw: '0.0 % of 200' });
    await db().$transaction((tx) =>
      appendEvent(tx, {
        type: 'incident.recovered',
        incidentId: id,
        actor: null,
        data: { errorRatePercent: 0, p95Ms: 5, afterStep: null, sinceStepMs: null },
      }),
    );
    await probes(5, true, -1);
    expect((await measured(id, 'criteria')).uptime).toMatchObject({
      state: 'failed',
      saw: expect.stringContaining('100.0 % of 5, which are too few'),
    });
    await probes(40, true, -2);
    expect((await measured(id, 'criteria')).uptime).toMatchObject({ state: 'passed', saw: '100.0 % of 45' });
  });

  it('wait a moment for probes that are on their way', async () => {
    const { id } = await declare(at, { target });
    const measuring = measureChecks({ incidentId: id, group: 'criteria' });
    await probes(30, true, -1);
    await measuring;
    const uptime = await db().incidentCheck.findFirstOrThrow({ where: { incidentId: id, key: 'uptime' } });
    expect(uptime).toMatchObject({ state: 'passed', did: expect.stringContaining('since the declaration') });
  });

  it('show the critical lines of the application’s log since then, and no older ones', async () => {
    const { id } = await declare(at, { target });
    await writeFile(logFile(), `${ago(3600).toISOString()}: ERROR 503 long ago\n`);
    expect((await measured(id, 'criteria')).log).toMatchObject({ state: 'passed' });
    await writeFile(logFile(), `${new Date(Date.now() + 1000).toISOString()}: ERROR 503 GET /x: no lease\n`);
    expect((await measured(id, 'criteria')).log).toMatchObject({
      state: 'failed',
      saw: expect.stringContaining('ERROR 503 GET /x: no lease'),
    });
  });

  it('fail where the log cannot be read', async () => {
    const { id } = await declare(at, { target });
    await register();
    await writeFile(logFile(), '');
    const file = targetFile(at, target, { endpoints: smallEndpoints(backend.url) });
    const log = { host: 'here', argv: ['cat', join(target.folder, 'nowhere.log')] };
    await storeTarget(
      { ...file, inventory: { ...file.inventory, commands: { ...file.inventory.commands, log } } },
      null,
    );
    expect((await measured(id, 'criteria')).log).toMatchObject({
      state: 'failed',
      saw: expect.stringContaining('the log cannot be read: cat:'),
    });
  });

  it('fall back to a person where the target has nothing to measure them with', async () => {
    await register(['log', 'telegram-round-trip']);
    const { id } = await declare(at, { target });
    expect(statesOf(await measured(id, 'criteria'))).toMatchObject({ log: 'pending', bot: 'pending', fast: 'passed' });
  });
});
