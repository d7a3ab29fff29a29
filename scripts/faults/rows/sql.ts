import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { cancelStep } from '@/lib/server/runs/settle-step';
import { tagOf } from '@/lib/server/runs/step-tag';
import { until } from '@/lib/server/testing/until';
import { approveTrial, finish, openBay, start, type Trial } from '../bay';
import { judge, outcomeOf, settled } from '../judge';
import { openProxy, portOf, through } from '../proxy';
import type { FaultContext, FaultRow } from '../row';
import { expectThat, note } from '../tally';
import { keepWorkers } from '../workers';

type Phase = 'valid' | 'INVALID' | 'absent';
const PHASES: Phase[] = ['valid', 'INVALID', 'absent'];

/** What an interrupted DROP INDEX CONCURRENTLY leaves, by where it was interrupted. */
const VERDICTS: Record<Phase, { verdicts: string[]; words: RegExp }> = {
  valid: { verdicts: ['not_applied'], words: /rows|valid|present/ },
  INVALID: { verdicts: ['not_applied', 'unclear'], words: /INVALID/ },
  absent: { verdicts: ['applied'], words: /0 rows|gone/ },
};

async function makeIndex({ at }: FaultContext): Promise<void> {
  await at.database.query('create table if not exists things (id int)');
  await at.database.query('drop index if exists idx_fault');
  await at.database.query('create index idx_fault on things (id)');
}

const stateOf = async ({ at }: FaultContext): Promise<Phase> => {
  const { rows } = await at.database.query(
    `select indisvalid from pg_index where indexrelid = to_regclass('idx_fault')`,
  );
  return rows.length === 0 ? 'absent' : rows[0].indisvalid ? 'valid' : 'INVALID';
};

/** Somebody else's session, which keeps the statement waiting: before its first change of the catalog, or after it. */
async function stand({ at }: FaultContext, sql: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: at.databaseUrl, application_name: 'nightly report' });
  client.on('error', () => undefined);
  await client.connect();
  await client.query(`begin; ${sql}`);
  return client;
}

const BEFORE = 'lock table things in share update exclusive mode';
const AFTER = 'select count(*) from things';

/** The step's own backend, once its statement waits for somebody. */
async function waitingBackend({ at }: FaultContext, trial: Trial): Promise<number> {
  const tag = tagOf({ step: await trial.step(0) });
  const look = async () => {
    const { rows } = await at.database.query(
      `select pid from pg_stat_activity where application_name = $1 and wait_event_type = 'Lock' and query ilike 'drop%'`,
      [tag],
    );
    const step = rows.length > 0 ? null : await trial.step(0);
    if (step && step.state !== 'running')
      throw new Error(`the step is ${step.state} before its statement waited: ${outcomeOf(step)?.summary}`);
    return rows[0]?.pid as number | undefined;
  };
  return until('the statement to wait', look, 30_000);
}

async function midDdl(context: FaultContext): Promise<void> {
  const { at, tally } = context;
  const proxy = await openProxy(portOf(at.databaseUrl));
  const bay = await openBay(at, { databaseUrl: through(at.databaseUrl, proxy.port) });
  const crew = await keepWorkers(1);
  for (let turn = 0; turn < context.trials; turn += 1) {
    const phase = PHASES[turn % PHASES.length] as Phase;
    await makeIndex(context);
    const trial = await approveTrial(at, bay, '9.5');
    const other = await stand(context, phase === 'valid' ? BEFORE : AFTER);
    await start(at, trial);
    await until('the claim', async () => (await trial.step(0)).epoch > 0, 30_000);
    const pid = await waitingBackend(context, trial);
    if (phase === 'absent') {
      // It is done on the server, and the answer never comes.
      proxy.set('mute');
      await other.query('rollback');
      await until('the index to be gone', async () => (await stateOf(context)) === 'absent');
    }
    await at.database.query('select pg_terminate_backend($1)', [pid]);
    await until('the backend to be gone', async () => !(await isThere(context, pid)));
    if (phase === 'absent') {
      // Whole again before the line is cut, the answer that is still on its way would get through.
      proxy.cut();
      proxy.set('whole');
    }
    await other.end();
    await judge(at, tally, trial, { isCounted: false });
    const found = await stateOf(context);
    expectThat(tally, found === phase, `the index was left ${found}, where ${phase} was to be tried`);
    const step = await trial.step(0);
    const { verdict, sentences } = outcomeOf(step)?.probe ?? {};
    const said = (sentences ?? []).map(({ text }) => text).join('; ');
    const wanted = VERDICTS[phase];
    expectThat(
      tally,
      step.state === 'unknown' && wanted.verdicts.includes(verdict ?? '') && wanted.words.test(said),
      `the index is ${found}, the step ${step.state}, its probe says ${verdict}: ${said}`,
    );
    await finish(at, trial);
  }
  await crew.stop();
  proxy.close();
}

const isThere = async ({ at }: FaultContext, pid: number) =>
  (await at.database.query('select from pg_stat_activity where pid = $1', [pid])).rowCount === 1;

async function halfOpen(context: FaultContext): Promise<void> {
  const { at, tally } = context;
  for (let turn = 0; turn < context.trials; turn += 1) {
    const proxy = await openProxy(portOf(at.databaseUrl));
    const bay = await openBay(at, { databaseUrl: through(at.databaseUrl, proxy.port) });
    const crew = await keepWorkers(1);
    await makeIndex(context);
    const trial = await approveTrial(at, bay, '9.5');
    const other = await stand(context, AFTER);
    await start(at, trial);
    await until('the claim', async () => (await trial.step(0)).epoch > 0, 30_000);
    const pid = await waitingBackend(context, trial);
    proxy.set('frozen');
    const begun = performance.now();
    await until('it to be noticed', async () => (await trial.step(0)).state !== 'running', 60_000);
    const tookMs = performance.now() - begun;
    note(tally, 'until it was noticed, ms', tookMs);
    expectThat(tally, tookMs <= 15_000, `it took ${Math.round(tookMs)} ms until it was noticed`);
    await judge(at, tally, trial, { isCounted: false });
    const { state } = await trial.step(0);
    expectThat(tally, state === 'unknown', `the step is ${state}`);
    // The server has heard of nothing either.
    await at.database.query('select pg_terminate_backend($1)', [pid]);
    await other.end();
    await finish(at, trial);
    await crew.stop();
    proxy.close();
  }
}

async function cancelled(context: FaultContext): Promise<void> {
  const { at, tally } = context;
  const bay = await openBay(at);
  const crew = await keepWorkers(1);
  for (let turn = 0; turn < context.trials; turn += 1) {
    await makeIndex(context);
    const trial = await approveTrial(at, bay, '9.5');
    const other = await stand(context, AFTER);
    await start(at, trial);
    await until('the claim', async () => (await trial.step(0)).epoch > 0, 30_000);
    const pid = await waitingBackend(context, trial);
    const { id, epoch } = await trial.step(0);
    const begun = performance.now();
    await cancelStep(at.people.engineer, { stepId: id, epoch });
    await until('the backend to be gone', async () => !(await isThere(context, pid)), 30_000);
    const tookMs = performance.now() - begun;
    note(tally, 'gone after the press, ms', tookMs);
    expectThat(tally, tookMs <= 5_000, `it was gone ${Math.round(tookMs)} ms after the press`);
    await other.end();
    await judge(at, tally, trial, { isCounted: false });
    const { state } = await trial.step(0);
    expectThat(tally, state === 'cancelled', `the step is ${state}`);
    await finish(at, trial);
  }
  await crew.stop();
}

/** People who only read must not stand in the queue behind a statement of ours for longer than it may wait. */
async function locked(context: FaultContext): Promise<void> {
  const { at, tally } = context;
  const bay = await openBay(at);
  const crew = await keepWorkers(1);
  await at.database.query('create table if not exists things (id int)');
  for (let turn = 0; turn < context.trials; turn += 1) {
    await at.database.query('create or replace view view_fault as select id from things');
    const trial = await approveTrial(at, bay, '9.6');
    const calm = await readWhile(context, () => sleep(500));
    const other = await stand(context, 'select count(*) from view_fault');
    const stallMs = await readWhile(context, async () => {
      await start(at, trial);
      await settled(at, trial);
    });
    note(tally, 'longest read, ms', stallMs);
    // What a read takes on this machine with nobody in its way is none of the statement's.
    expectThat(tally, stallMs <= 2_000 + Math.max(100, calm), `a read was held up for ${Math.round(stallMs)} ms`);
    await other.end();
    await judge(at, tally, trial, { isCounted: false });
    const step = await trial.step(0);
    const said = outcomeOf(step)?.summary ?? '';
    expectThat(tally, step.state === 'failed' && /nightly report/.test(said), `the step is ${step.state}: ${said}`);
    await finish(at, trial);
  }
  await crew.stop();
}

/** The longest that a read of the view took meanwhile, in ms. */
async function readWhile({ at }: FaultContext, act: () => Promise<unknown>): Promise<number> {
  let isOver = false;
  let longest = 0;
  const read = async () => {
    while (!isOver) {
      const begun = performance.now();
      await at.database.query('select count(*) from view_fault');
      longest = Math.max(longest, performance.now() - begun);
      await sleep(20);
    }
  };
  const reading = read();
  await act();
  isOver = true;
  await reading;
  return longest;
}

export const SQL: FaultRow[] = [
  {
    name: 'backend terminated mid-DDL',
    promise: 'unknown, and the probe names how the index was left: gone, valid, or INVALID',
    trials: { short: 3, normal: 30, long: 99 },
    run: midDdl,
  },
  {
    name: 'half-open line to the target',
    promise: 'noticed within 15 s, and unknown',
    trials: { short: 1, normal: 3, long: 20 },
    run: halfOpen,
  },
  {
    name: 'cancelled statement',
    promise: 'its backend is gone within 5 s',
    trials: { short: 3, normal: 20, long: 100 },
    run: cancelled,
  },
  {
    name: 'target lock blocked',
    promise: 'lock_timeout fires, who holds it is named, and a read of the application waits 2 s at most',
    trials: { short: 1, normal: 5, long: 40 },
    run: locked,
  },
];
