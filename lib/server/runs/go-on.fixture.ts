import { randomUUID } from 'node:crypto';
import { db } from '../db';
import { type Rollback, startedRun } from '../testing/rollback';
import type { TestConsole } from '../testing/test-console';
import { type Claim, claimStep } from './claim-step';
import { type GoingOn, recordAndGoOn, whatFollows } from './go-on';

export const well = { state: 'succeeded' as const, outcome: { summary: 'it ended well', tookMs: 1, checks: [] } };
export const never = new AbortController().signal;

export async function workerWithLease(): Promise<string> {
  const id = randomUUID();
  // Longer than any test takes: there is no heartbeat here.
  await db().workerInstance.create({ data: { id, beatAt: new Date(Date.now() + 3_600_000) } });
  return id;
}

export type Claimed = { run: Rollback; workerId: string; claim: Claim; going: GoingOn };

/** A run whose first step this worker has claimed, and what it would do after it. */
export async function claimedRun(at: TestConsole, procedure = '1.1'): Promise<Claimed> {
  const run = await startedRun(at, { procedure, mode: 'to_decision' });
  const [first] = (await run.load()).steps;
  const workerId = await workerWithLease();
  const claim = (await claimStep(first?.id as string, 0, workerId)) as Claim;
  return { run, workerId, claim, going: (await whatFollows(claim, well)) as GoingOn };
}

export const record = ({ claim, going }: Claimed) => recordAndGoOn(claim, well, going, []);
export const eventsOf = (run: Rollback) => db().event.findMany({ where: { runId: run.runId }, orderBy: { id: 'asc' } });
export const typesOf = async (run: Rollback) => (await eventsOf(run)).map(({ type }) => type);

/** How many jobs of the queue are for this step. */
export async function jobsOf(at: TestConsole, run: Rollback, key: string): Promise<number> {
  const { id } = await run.step(key);
  const { rows } = await at.store.query('select from graphile_worker._private_jobs where payload::text like $1', [
    `%${id}%`,
  ]);
  return rows.length;
}

/** All that the statement could have written. */
export const everything = async (run: Rollback) => [
  await db().step.findMany({ where: { runId: run.runId }, orderBy: { ordinal: 'asc' } }),
  await db().run.findUnique({ where: { id: run.runId } }),
  await db().output.count(),
  await typesOf(run),
];
