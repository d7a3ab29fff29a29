import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '@/lib/server/testing/until';
import { isAlive } from '../../lib/processes';
import { approveTrial, type Bay, finish, openBays, pidsOf, sayGo, start, type Trial } from '../bay';
import { judge, outcomeOf, settled } from '../judge';
import type { FaultContext, FaultRow } from '../row';
import type { ProcedureKey } from '../runbook';
import { blame, expectThat, note } from '../tally';
import { keepWorkers, startFaultWorker } from '../workers';

const AT_ONCE = 5;

/** Runs side by side, each on a target of its own, until each has had its first effect and stays. */
async function begin({ at }: FaultContext, bays: Bay[], procedure: ProcedureKey): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (const bay of bays) trials.push(await approveTrial(at, bay, procedure));
  for (const trial of trials) await start(at, trial);
  return trials;
}

const staying = (bays: Bay[]) => until('the effects', () => bays.every((bay) => pidsOf(bay).length === 2), 60_000);

async function inBatches(context: FaultContext, act: (bays: Bay[]) => Promise<void>, most = AT_ONCE): Promise<void> {
  const bays = await openBays(context.at, Math.min(most, context.trials));
  for (let left = context.trials; left > 0; left -= bays.length) await act(bays.slice(0, left));
}

/** The processes that were there are gone within a bound; what is not counts against the row. */
export async function expectGone(context: FaultContext, pids: number[], withinMs: number, words: string) {
  const begun = performance.now();
  const isGone = await until('the processes to be gone', () => !pids.some(isAlive), 20_000).catch(() => false);
  const tookMs = performance.now() - begun;
  note(context.tally, `${words} gone after, ms`, tookMs);
  expectThat(context.tally, isGone === true && tookMs <= withinMs, `${words}: ${pids.filter(isAlive)} still run`);
}

async function suspended(context: FaultContext): Promise<void> {
  const { at, tally, random } = context;
  await inBatches(context, async (bays) => {
    const sleeper = await startFaultWorker();
    const trials = await begin(context, bays, '9.2');
    await staying(bays);
    sleeper.send('SIGSTOP');
    const crew = await keepWorkers(1);
    for (const trial of trials) await settled(at, trial);
    const pids = bays.flatMap(pidsOf);
    // Half of them end in the meantime: then there is an outcome that the sleeper would write when it wakes.
    for (const bay of bays) if (random() < 0.5) sayGo(bay);
    sleeper.send('SIGCONT');
    const code = await Promise.race([sleeper.ended, sleep(20_000, 'still running')]);
    expectThat(tally, code === 70, `the worker that woke ended with ${code} and not with 70`);
    await expectGone(context, pids, 5_000, 'what the sleeper had started');
    for (const trial of trials) {
      const { state, epoch } = await trial.step(0);
      expectThat(tally, state === 'unknown' && epoch === 1, `its step is ${state} at epoch ${epoch} after it woke`);
      await judge(at, tally, trial);
      await finish(at, trial);
    }
    await crew.stop();
  });
}

/** A deploy: the worker is told to go while some steps are nearly done and others are not, and the next one is there. */
async function deployed(context: FaultContext): Promise<void> {
  const { at, tally } = context;
  await inBatches(context, async (bays) => {
    const old = await startFaultWorker();
    const short = bays.filter((_, index) => index % 2 === 0);
    const long = bays.filter((_, index) => index % 2 === 1);
    const trials = [...(await begin(context, long, '9.2')), ...(await begin(context, short, '9.8'))];
    await staying(long);
    await until('the short ones', async () => (await Promise.all(trials.map(isClaimed))).every(Boolean), 60_000);
    const { rows } = await at.store.query(
      'select clock_timestamp() as now, id from "WorkerInstance" order by "startedAt" desc limit 1',
    );
    const begun = performance.now();
    old.send('SIGTERM');
    const crew = await keepWorkers(1);
    const code = await old.ended;
    note(tally, 'until the old worker was gone, ms', performance.now() - begun);
    expectThat(tally, code === 0, `the old worker ended with ${code}`);
    expectThat(tally, !long.flatMap(pidsOf).some(isAlive), 'the old worker left processes behind');
    const late = await at.store.query(
      `select 1 from "Event" where "type" = 'step.started' and "data"->>'worker' = $1 and "at" > $2::timestamptz + interval '1 second'`,
      [rows[0].id, rows[0].now],
    );
    expectThat(tally, late.rowCount === 0, 'the old worker claimed steps after it was told to go');
    for (const trial of trials) {
      await judge(at, tally, trial);
      const { state } = await trial.load();
      const wanted = short.includes(trial.bay) ? 'succeeded' : 'waiting';
      expectThat(tally, state === wanted, `run ${trial.runId} is ${state} after the deploy and not ${wanted}`);
      await finish(at, trial);
    }
    await crew.stop();
  });
}

const isClaimed = async (trial: Trial) => (await trial.step(0)).epoch > 0;

/** The wall clock of one worker is an hour off, as Date shows it to everything in it; its peers' are right. */
async function skewed(context: FaultContext): Promise<void> {
  const { at, tally, random, staleMs } = context;
  await inBatches(context, async (bays) => {
    const hours = random() < 0.5 ? 1 : -1;
    const flags = ['--import', `data:text/javascript,${encodeURIComponent(skewBy(hours * 3_600_000))}`];
    const isVictimSkewed = random() < 0.5;
    const victim = await startFaultWorker(isVictimSkewed ? { flags } : {});
    const trials = await begin(context, bays, '9.2');
    await staying(bays);
    const peers = await keepWorkers(1, isVictimSkewed ? {} : { flags });
    // Long enough for everybody to have judged everybody's lease by whatever clock they go by.
    await sleep(2 * staleMs);
    for (const trial of trials) {
      const { state } = await trial.step(0);
      expectThat(tally, state === 'running', `its lease ended early: the step is ${state} while its worker lives`);
    }
    expectThat(tally, victim.isAlive() && peers.deaths() === 0, 'a worker with a good lease ended');
    victim.send('SIGKILL');
    const killedAt = performance.now();
    for (const trial of trials) {
      await settled(at, trial);
      const tookMs = performance.now() - killedAt;
      note(tally, 'until somebody was asked, ms', tookMs);
      expectThat(
        tally,
        tookMs >= staleMs / 2,
        `its lease ended ${Math.round(tookMs)} ms after the death, which is early`,
      );
      expectThat(tally, tookMs <= 30_000, `its lease ended ${Math.round(tookMs)} ms after the death, which is late`);
      await judge(at, tally, trial);
      await finish(at, trial);
    }
    await peers.stop();
  });
}

const skewBy = (ms: number) => `const Real = Date;
globalThis.Date = class extends Real {
  constructor(...given) { super(...(given.length === 0 ? [Real.now() + (${ms})] : given)); }
  static now() { return Real.now() + (${ms}); }
};`;

/** At any moment of several runs at once, under two workers: whatever it hits, nothing may be lost or done twice. */
async function killedAnywhere(context: FaultContext): Promise<void> {
  const { at, tally, random } = context;
  const crew = await keepWorkers(1);
  await inBatches(context, async (bays) => {
    await crew.ready();
    const trials = await begin(context, bays, '9.1');
    await sleep(random() * 600);
    await crew.killAll();
    crew.resume();
    for (const trial of trials) await judge(at, tally, trial);
    for (const trial of trials) {
      const { steps } = await trial.load();
      const unknown = steps.find((step) => step.state === 'unknown');
      const effects = trial.effects(unknown?.ordinal === 0 ? 'first' : 'second');
      const verdict = unknown && outcomeOf(unknown)?.probe?.verdict;
      if (unknown && verdict !== (effects === 1 ? 'applied' : 'not_applied'))
        blame(
          tally,
          'misclassified',
          `${unknown.key} of ${trial.runId} has ${effects} effects, the probe says ${verdict}`,
        );
      await finish(at, trial);
    }
  });
  await crew.stop();
}

export const WORKERS: FaultRow[] = [
  {
    name: 'kill at any moment',
    promise: 'whatever it hits: nothing lost, nothing twice, and the probe is right',
    trials: { short: 10, normal: 100, long: 1000 },
    perProcess: 50,
    run: killedAnywhere,
  },
  {
    name: 'SIGSTOP beyond the lease',
    promise: 'ends when it wakes, what it started is gone within 5 s, and nothing that it knows is written',
    trials: { short: 5, normal: 20, long: 100 },
    run: suspended,
  },
  {
    name: 'SIGTERM deploy',
    promise: 'no new claims, its grace for what runs (the product’s own times), the rest unknown, none lost',
    trials: { short: 4, normal: 8, long: 40 },
    hasDefaults: true,
    run: deployed,
  },
  {
    name: 'clock off by an hour',
    promise: 'no lease ends early or late',
    standIn: 'what Date says inside of one worker, since changing the machine’s clock would change everybody’s',
    trials: { short: 5, normal: 20, long: 100 },
    run: skewed,
  },
];
