import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { Blocker, LockWait } from '@/lib/contracts/side-step';
import type { Me } from '@/lib/contracts/views';
import { decideApproval } from '../approvals/decide-approval';
import { db } from '../db';
import type { StepWorker } from '../runs/execute-step';
import { livingWorker } from '../testing/living-worker';
import { type Rollback, startedRun } from '../testing/rollback';
import { openTestConsole, type People, type TestConsole } from '../testing/test-console';
import { askSideStep } from './ask-side-step';
import { runSideStep } from './run-side-step';

/** Of the file that calls `openSideSteps`: set before its first test. */
export let at: TestConsole;
export let people: People;
export const holders: pg.Client[] = [];
export const reason = 'a report that can be run again';

/** A console of its own for the tests of one file, with a table that somebody can hold. */
export function openSideSteps(): void {
  beforeAll(async () => {
    at = await openTestConsole();
    people = at.people;
  });
  afterAll(() => at.close());
  beforeEach(async () => {
    await at.database.query('drop table if exists things; create table things (id int)');
    await at.database.query('create index idx_test on things (id)');
  });
  afterEach(async () => {
    for (const holder of holders.splice(0)) await holder.end().catch(() => undefined);
  });
}

export type Holder = Pick<Blocker, 'pid' | 'backendStart' | 'application'>;

/** Somebody whose transaction stays open. */
export async function hold(application = 'nightly report'): Promise<Holder> {
  const client = new pg.Client({ connectionString: at.databaseUrl, application_name: application });
  client.on('error', () => undefined);
  await client.connect();
  holders.push(client);
  await client.query('begin; lock table things in access exclusive mode');
  const { rows } = await client.query(
    `select pid, extract(epoch from backend_start)::text as "backendStart", application_name as application
     from pg_stat_activity where pid = pg_backend_pid()`,
  );
  return rows[0];
}

export const isThere = async ({ pid }: Holder) =>
  (await at.database.query('select 1 from pg_stat_activity where pid = $1', [pid])).rowCount === 1;

/** A run whose step got no lock, as its worker leaves it when the tries have run out. */
export async function stuckRun(holder: Holder): Promise<Rollback> {
  const run = await startedRun(at, { procedure: '1.8' });
  const blocker = { ...holder, user: 'app', client: '127.0.0.1', state: 'idle in transaction', seconds: 3, query: 'x' };
  const wait: LockWait = {
    at: new Date().toISOString(),
    epoch: 1,
    attempt: 5,
    of: 5,
    pauseMs: null,
    blockers: [{ ...blocker, keptBecause: null }],
  };
  await db().step.update({
    where: { id: (await run.step('drop')).id },
    data: { state: 'failed', epoch: 1, finishedAt: new Date(), lockWait: wait as never },
  });
  await db().run.update({ where: { id: run.runId }, data: { state: 'waiting' } });
  return run;
}

export async function ask(run: Rollback, { pid, backendStart }: Holder, by: Me = people.engineer) {
  const { id: stepId, epoch } = await run.step('drop');
  return askSideStep(by, { of: { stepId, epoch }, kind: 'end_session', about: `${pid}:${backendStart}`, reason });
}

export async function decide(approvalId: string, by: Me, verdict: 'approved' | 'denied' = 'approved') {
  const { planHash } = await db().approval.findUniqueOrThrow({ where: { id: approvalId } });
  return decideApproval(by, { approvalId, planHash, verdict, reason: 'as agreed' });
}

export const sideOf = (run: Rollback) => db().sideStep.findFirstOrThrow({ where: { runId: run.runId } });
export const work = async (run: Rollback, worker?: StepWorker) =>
  runSideStep({ sideStepId: (await sideOf(run)).id }, worker ?? (await livingWorker()));
export const typesOf = async (run: Rollback) =>
  (
    await db().event.findMany({
      where: { runId: run.runId, type: { startsWith: 'side_step.' } },
      orderBy: { seq: 'asc' },
    })
  ).map(({ type }) => type);

/** What the test's store does in the transaction in which a side step gets to a state. */
export async function whenSideStepIs(state: string, body: string, act: () => Promise<void>): Promise<void> {
  await at.store.query(`CREATE FUNCTION beside() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} RETURN NEW; END $$;
    CREATE TRIGGER beside AFTER UPDATE ON "SideStep" FOR EACH ROW WHEN (NEW."state" = '${state}') EXECUTE FUNCTION beside()`);
  try {
    await act();
  } finally {
    await at.store.query('DROP TRIGGER beside ON "SideStep"; DROP FUNCTION beside()');
  }
}

/** Whom the step of the run names as being in its way. */
export async function holderOf(run: Rollback): Promise<Holder> {
  return ((await run.step('drop')).lockWait as unknown as LockWait).blockers[0] as Holder;
}
