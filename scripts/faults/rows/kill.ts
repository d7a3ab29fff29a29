import { CONNECTIONS } from '@/lib/server/hot-store';
import { continueRun } from '@/lib/server/runs/drive-run';
import { settleUnknown } from '@/lib/server/runs/settle-step';
import { until } from '@/lib/server/testing/until';
import { approveTrial, type Bay, finish, hold, isAt, letGo, openBays, start, type Trial } from '../bay';
import { type Gates, openGates } from '../gates';
import { judge, outcomeOf, settled } from '../judge';
import type { FaultContext, FaultRow } from '../row';
import { expectThat, note } from '../tally';
import { type Crew, keepWorkers } from '../workers';

/**
 * Runs of which the same worker is at the boundary when it is killed, each on a target of its own. Where transactions are held,
 * as many as the engine has connections to the store: one more would stand in line behind them until its patience is over.
 */
const TRANSACTIONS_AT_ONCE = CONNECTIONS;
/** Where processes are held there is no such line: a share of fifty takes four workers' lives. */
const PROCESSES_AT_ONCE = 13;
const COUNTS = { short: 20, normal: 200, long: 1000 };

type Found = { states: string[]; effects: [number, number] };

/** One exact place: how workers are brought to stand there, and what then has to be seen, at the kill and in the end. */
type Boundary = {
  atOnce: number;
  arm(gates: Gates, bays: Bay[], variant: number): unknown;
  arrived(gates: Gates, bays: Bay[], variant: number): Promise<unknown>;
  /** Once the worker is dead: the way is free for the next one. */
  clear(gates: Gates, bays: Bay[], variant: number): unknown;
  /** That the kill was where it was meant to be. */
  isAt(found: Found): boolean;
  /** What the machine makes of it without anybody's word. */
  isWellAfter(found: Found, verdict: string | undefined, atKill: Found): boolean;
};

const holdAll = (bays: Bay[], where: 'before' | 'after') => {
  for (const bay of bays) hold(bay, where);
};
const free = (bays: Bay[], where: 'before' | 'after') => {
  for (const bay of bays) letGo(bay, where);
};
const allAt = (bays: Bay[], where: 'before' | 'after') =>
  until(`all of them ${where} the effect`, () => bays.every((bay) => isAt(bay, where)), 20_000);
const isDone = ({ states, effects }: Found) => `${states}` === 'succeeded,succeeded' && `${effects}` === '1,1';
const isAsked = ({ states, effects }: Found, wanted: number) =>
  `${states}` === 'unknown,pending' && `${effects}` === `${wanted},0`;

const beforeIntent: Boundary = {
  atOnce: TRANSACTIONS_AT_ONCE,
  arm: (gates) => gates.hold('intent', 0),
  arrived: (gates, bays) => gates.arrived('intent', 0, bays.length),
  clear: (gates) => gates.clear('intent', 0),
  isAt: ({ states, effects }) => states[0] === 'ready' && `${effects}` === '0,0',
  isWellAfter: isDone,
};

const afterIntent: Boundary = {
  atOnce: PROCESSES_AT_ONCE,
  arm: (_, bays) => holdAll(bays, 'before'),
  arrived: (_, bays) => allAt(bays, 'before'),
  clear: (_, bays) => free(bays, 'before'),
  isAt: ({ states, effects }) => states[0] === 'running' && `${effects}` === '0,0',
  isWellAfter: (found, verdict) => isAsked(found, 0) && verdict === 'not_applied',
};

/** While it is looked at whether it worked, or in the very transaction of the outcome. */
const afterEffect: Boundary = {
  atOnce: TRANSACTIONS_AT_ONCE,
  arm: (gates, bays, variant) => (variant === 0 ? holdAll(bays, 'after') : gates.hold('outcome', 0)),
  arrived: (gates, bays, variant) => (variant === 0 ? allAt(bays, 'after') : gates.arrived('outcome', 0, bays.length)),
  clear: (gates, bays, variant) => (variant === 0 ? free(bays, 'after') : gates.clear('outcome', 0)),
  isAt: ({ states, effects }) => states[0] === 'running' && `${effects}` === '1,0',
  isWellAfter: (found, verdict) => isAsked(found, 1) && verdict === 'applied',
};

/** The outcome of the first step may be written for itself, or with the claim of the second: both have to be whole. */
const betweenSteps: Boundary = {
  atOnce: TRANSACTIONS_AT_ONCE,
  arm: (gates) => gates.hold('intent', 1),
  arrived: (gates, bays) => gates.arrived('intent', 1, bays.length),
  clear: (gates) => gates.clear('intent', 1),
  isAt: ({ states, effects }) => ['succeeded,ready', 'running,pending'].includes(`${states}`) && `${effects}` === '1,0',
  isWellAfter: (found, verdict, atKill) =>
    atKill.states[0] === 'succeeded' ? isDone(found) : isAsked(found, 1) && verdict === 'applied',
};

async function look(trial: Trial): Promise<Found> {
  const { steps } = await trial.load();
  const states = [...steps].sort((one, other) => one.ordinal - other.ordinal).map((step) => step.state);
  return { states, effects: [trial.effects('first'), trial.effects('second')] };
}

/**
 * Brings a worker with several runs to the boundary, kills it there, and lets the next one find what it left. False where
 * the worker ended by itself before it was there (a machine so busy that it lost its lease): that was no trial.
 */
async function killThere(context: FaultContext, boundary: Boundary, gates: Gates, bays: Bay[], crew: Crew) {
  const { at, random } = context;
  const variant = random() < 0.5 ? 0 : 1;
  const trials: Trial[] = [];
  for (const bay of bays) trials.push(await approveTrial(at, bay, '9.1'));
  await crew.ready();
  const deaths = crew.deaths();
  await boundary.arm(gates, bays, variant);
  for (const trial of trials) await start(at, trial);
  const isThere = await boundary.arrived(gates, bays, variant).then(
    () => true,
    () => false,
  );
  const isTrial = isThere && crew.deaths() === deaths;
  await crew.killAll();
  const killedAt = performance.now();
  await boundary.clear(gates, bays, variant);
  const atKill = await Promise.all(trials.map(look));
  crew.resume();
  const after = (trial: Trial, index: number) =>
    isTrial ? judgeKill(context, boundary, trial, atKill[index] as Found, killedAt) : settled(at, trial);
  await Promise.all(trials.map(after));
  for (const trial of trials) await finish(at, trial);
  return isTrial;
}

async function judgeKill(
  context: FaultContext,
  { isAt, isWellAfter }: Boundary,
  trial: Trial,
  atKill: Found,
  killedAt: number,
): Promise<void> {
  const { at, tally } = context;
  expectThat(tally, isAt(atKill), `the kill missed its place: ${JSON.stringify(atKill)}`);
  await settled(at, trial);
  note(tally, 'until it was settled or asked, ms', performance.now() - killedAt);
  await judge(at, tally, trial);
  const found = await look(trial);
  const verdict = outcomeOf(await trial.step(0))?.probe?.verdict;
  const isWell = isWellAfter(found, verdict, atKill);
  expectThat(tally, isWell, `run ${trial.runId} came to ${JSON.stringify({ found, verdict, atKill })}`);
  if (found.states[0] === 'unknown') await goOnByHand(context, trial);
}

/** A person believes the probe; from there the run goes on to its end, and each effect was still had once. */
async function goOnByHand({ at, tally }: FaultContext, trial: Trial): Promise<void> {
  const step = await trial.step(0);
  const isApplied = outcomeOf(step)?.probe?.verdict === 'applied';
  const word = { stepId: step.id, epoch: step.epoch, reason: 'the probe says so' };
  await settleUnknown(at.people.engineer, { ...word, verdict: isApplied ? 'applied' : 'run_again' });
  await settled(at, trial);
  if ((await trial.load()).state === 'waiting')
    await continueRun(at.people.engineer, { runId: trial.runId, mode: 'to_decision' });
  await settled(at, trial);
  const end = await look(trial);
  expectThat(tally, isDone(end), `run ${trial.runId} did not go on from a person's word: ${JSON.stringify(end)}`);
}

async function run(context: FaultContext, boundary: Boundary): Promise<void> {
  const gates = await openGates(context.at.storeUrl);
  const bays = await openBays(context.at, Math.min(boundary.atOnce, context.trials));
  const crew = await keepWorkers(1);
  let missed = 0;
  for (let left = context.trials; left > 0; ) {
    if (await killThere(context, boundary, gates, bays.slice(0, left), crew)) left -= Math.min(left, bays.length);
    else if (++missed > MOST_MISSED)
      throw new Error('the workers lose their lease again and again: this machine is too busy');
  }
  await gates.close();
}

const MOST_MISSED = 10;

const row = (name: string, promise: string, boundary: Boundary): FaultRow => ({
  name,
  promise,
  trials: COUNTS,
  perProcess: 50,
  run: (context) => run(context, boundary),
});

export const KILLS: FaultRow[] = [
  row('kill before intent', 'still queued, no effect; the next worker runs it, once', beforeIntent),
  row('kill after intent, before effect', 'unknown, and nobody runs it again but a person', afterIntent),
  row('kill after effect, before outcome', 'unknown, and the probe says applied', afterEffect),
  row('kill between outcome and next claim', 'no outcome is forgotten, and the next step begins once', betweenSteps),
  {
    name: 'kill with the default times',
    promise: 'unknown within 30 s of the death, at the times that the product comes with',
    trials: { short: 5, normal: 5, long: 20 },
    hasDefaults: true,
    run: async (context) => {
      await run(context, afterEffect);
      const took = context.tally.measured['until it was settled or asked, ms'] ?? Number.POSITIVE_INFINITY;
      expectThat(context.tally, took <= 30_000, `it took ${took} ms until somebody was asked`);
    },
  },
];
