import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Finding, Preflight } from '@/lib/contracts/plan';
import { requestApproval } from '../../approvals/request-approval';
import { startPooler, type TestPooler } from '../../targets/pooler.fixture';
import { storeTarget } from '../../targets/register-target';
import { refusalOf } from '../../testing/refusal';
import { plannedRun, registerTestTarget, targetFile } from '../../testing/rollback';
import { openTestConsole, type TestConsole } from '../../testing/test-console';

const ROLE = `general_${randomBytes(4).toString('hex')}`;
let at: TestConsole;
let pooler: TestPooler;

beforeAll(async () => {
  at = await openTestConsole();
  await at.database.query(
    `create table things (id int); create index idx_test on things (id); create role ${ROLE} login password 'x'`,
  );
  pooler = await startPooler(at.databaseUrl, 'transaction');
});
afterAll(async () => {
  await pooler?.close();
  await at?.database.query(`drop role ${ROLE}`);
  await at?.close();
});

/** A plan of the procedure that drops an index, or of one that touches no database, on a target that is reached so. */
async function planned(databaseUrl: string, procedure = '1.8') {
  const target = await registerTestTarget(at);
  await storeTarget({ ...targetFile(at, target), databaseUrl }, null);
  const run = await plannedRun(at, { procedure, target });
  const { findings } = (await run.load()).preflight as unknown as Preflight;
  return { run, of: (key: string): Finding | undefined => findings.find((finding) => finding.key === key) };
}
const ask = (run: Awaited<ReturnType<typeof planned>>['run']) =>
  requestApproval(at.people.engineer, { runId: run.runId, planHash: run.planHash, note: '' });

it('a plan that changes a database is looked at for what stands in the way of every change, without asking for it', async () => {
  const { run, of } = await planned(at.databaseUrl);
  for (const key of ['target-fingerprint', 'pooler', 'privileges', 'connections', 'replica-lag'])
    expect(of(key), key).toMatchObject({ key, verdict: 'ok' });
  await expect(ask(run)).resolves.toMatchObject({ approvalId: expect.any(String) });
});

it('behind a pooler nobody is asked to approve it', async () => {
  const { run, of } = await planned(pooler.url);
  expect(of('pooler')).toMatchObject({ verdict: 'block', remedy: expect.stringContaining('pooler') });
  expect(await refusalOf(ask(run))).toMatchObject({ code: 'forbidden' });
});

it('by a role that may not do it nobody is asked to approve it, and the statements that would let it are shown', async () => {
  const url = new URL(at.databaseUrl);
  [url.username, url.password] = [ROLE, 'x'];
  const { run, of } = await planned(url.href);
  expect(of('privileges')).toMatchObject({
    verdict: 'block',
    details: expect.arrayContaining([expect.stringMatching(/^ALTER TABLE "public"\."things" OWNER TO/)]),
  });
  expect(await refusalOf(ask(run))).toMatchObject({ code: 'forbidden' });
});

it('a plan that touches no database is not held up by any of it', async () => {
  const { of } = await planned(pooler.url, '1.1');
  expect(of('pooler')).toBeUndefined();
});
