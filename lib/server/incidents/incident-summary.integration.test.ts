import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Me } from '@/lib/contracts/views';
import { db } from '../db';
import { requestedRun, startedRun, workOff } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { listIncidents } from './list-incidents';

let at: TestConsole;
beforeAll(async () => {
  at = await openTestConsole();
});
afterAll(() => at.close());

const listed = async (me: Me, code: string) => (await listIncidents(me)).find((one) => one.code === code);

it('a list says whom a request waits for and since when, and tells who may decide that it is them', async () => {
  const run = await requestedRun(at);
  const { requestedAt } = await db().approval.findFirstOrThrow({ where: { runId: run.runId } });
  expect(await listed(at.people.engineer, run.incidentCode)).toMatchObject({
    waitingFor: 'Waits for a team lead to approve',
    waitingSince: requestedAt.toISOString(),
  });
  expect(await listed(at.people.lead, run.incidentCode)).toMatchObject({ waitingFor: 'Waits for your approval' });
});

it('a run that stands waits for its driver by name, since its newest step did something', async () => {
  const run = await workOff(await startedRun(at, { procedure: '1.5', mode: 'to_decision' }));
  const { code } = run.incident;
  const { finishedAt } = run.steps.find(({ state }) => state === 'failed') ?? {};
  expect(await listed(at.people.engineer, code)).toMatchObject({
    waitingFor: 'Waits for your decision',
    waitingSince: finishedAt?.toISOString(),
  });
  expect(await listed(at.people.manager, code)).toMatchObject({ waitingFor: 'Waits for engineer to decide' });
});
