import 'server-only';
import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { Logger, type Runner, run, type TaskList } from 'graphile-worker';
import { Client } from 'pg';
import { anchorHeads } from '../audit/anchor-head';
import { findLostMeasurements } from '../checks/find-lost-measurements';
import { measureChecks } from '../checks/measure-checks';
import { runBenchmark } from '../checks/run-benchmark';
import { validateTarget } from '../checks/validate-target';
import { closeStore, db } from '../db';
import { openPreparedDrills } from '../drills/open-drills';
import { remindDrills } from '../drills/remind-drills';
import { env } from '../env';
import { watchEscalations } from '../escalations/watch-escalations';
import { remindFollowUps } from '../follow-ups/remind-follow-ups';
import { logger } from '../logger';
import { deliverDue } from '../messages/deliver-due';
import { watchMessageClocks } from '../messages/watch-message-clocks';
import { deliverPushes } from '../push/deliver-pushes';
import { forgetDevices, forgetOldPushes } from '../push/forget-devices';
import { planNewPushes } from '../push/plan-pushes';
import { executeStep, type StepWorker } from '../runs/execute-step';
import { expireApprovals, findLostSteps } from '../runs/find-lost-steps';
import { planRun } from '../runs/plan-run';
import { probeStep } from '../runs/probe-step';
import { startScheduledRuns } from '../runs/schedule-run';
import { watchBlockers } from '../runs/watch-blockers';
import { indexIncidents } from '../search/index-incidents';
import { findLostSideSteps, runSideStep } from '../side-steps/run-side-step';
import { expireSideSteps } from '../side-steps/void-side-steps';
import { closeSshConnections, stopSpawner } from '../targets/execute-command';
import { performFaultLook } from '../targets/look-at-faults';
import { performHostLook } from '../targets/look-at-hosts';
import { observeTarget, observeTargets } from '../targets/observe-target';
import { forgetOldSamples, probeTargets } from '../targets/probe-targets';
import { performReset } from '../targets/reset-sandbox';
import { performFaultSwitch } from '../targets/switch-fault';
import type { Tasks } from './enqueue';
import { holdLease, takeLease } from './lease';
import { type Repeated, repeat } from './repeat';

/** Jobs at a time. Steps are not among them for longer than it takes to hand them over, see `handOver`. */
const CONCURRENCY = 8;
const LEADER_LOCK = 7_140_002;

/**
 * Runs a worker until `stop`: heartbeat, the queue's tasks, the search for what other workers left and, in one worker
 * at a time, the loops that watch targets.
 */
export async function runWorker(): Promise<{ stop: () => Promise<void>; lost: Promise<void> }> {
  const id = randomUUID();
  const [shutdown, draining] = [new AbortController(), new AbortController()];
  // Each step under way listens, and there may be as many of them as targets.
  setMaxListeners(0, shutdown.signal);
  await takeLease(id);
  let onLost: () => void = () => undefined;
  const lost = new Promise<void>((resolve) => {
    onLost = resolve;
  });
  const lease = holdLease(id, onLost);
  const active = new Set<Promise<unknown>>();
  const runner = await startQueue({ id, shutdown: shutdown.signal, draining: draining.signal }, active);
  const leader = await lead();
  const loops = [lease, ...searchLoops(), ...messageLoops(shutdown.signal)];
  return { lost, stop: () => stopAll({ id, shutdown, draining, active, runner, leader, loops }) };
}

function startQueue(worker: Required<StepWorker>, active: Set<Promise<unknown>>): Promise<Runner> {
  const handlers: { [T in keyof Tasks]: (payload: Tasks[T]) => Promise<void> } = {
    plan_run: planRun,
    run_step: async (payload) => handOver(active, executeStep(payload, worker)),
    run_side_step: (payload) => runSideStep(payload, worker),
    probe_step: probeStep,
    measure_checks: measureChecks,
    run_benchmark: (payload) => runBenchmark(payload, worker),
    validate_target: (payload) => validateTarget(payload, worker),
    switch_fault: performFaultSwitch,
    reset_sandbox: performReset,
    observe_target: async (payload) => void (await observeTarget(payload)),
    look_at_faults: performFaultLook,
    look_at_hosts: performHostLook,
  };
  const taskList: TaskList = Object.fromEntries(
    Object.entries(handlers).map(([name, handle]) => [
      name,
      (payload: unknown) => follow(name, active, (handle as (p: unknown) => Promise<void>)(payload)),
    ]),
  );
  return run({
    connectionString: env().DATABASE_URL,
    maxPoolSize: CONCURRENCY + 2,
    taskList,
    concurrency: CONCURRENCY,
    pollInterval: 1_000,
    noHandleSignals: true,
    logger: new Logger(
      () => (level, message) => logger()[level === 'warning' ? 'warn' : level === 'error' ? 'error' : 'debug'](message),
    ),
  });
}

/**
 * A step, and the run that goes on from it, is worked on beside the queue: the claim is what hands it over, and one whose
 * job was done before that is asked for again. No more of them than targets, since each has one run; held in the queue's
 * places, a few long ones would keep everything else waiting.
 */
function handOver(active: Set<Promise<unknown>>, work: Promise<void>): void {
  // `follow` has logged what failed.
  follow('run_step', active, work).catch(() => undefined);
}

async function follow(name: string, active: Set<Promise<unknown>>, work: Promise<void>): Promise<void> {
  active.add(work);
  try {
    await work;
  } catch (error) {
    logger().error({ err: error, task: name }, 'a task failed');
    throw error;
  } finally {
    active.delete(work);
  }
}

/** Probing twice would count every call twice, so of several workers one holds a lock on a connection of its own. */
async function lead(): Promise<{ stop: () => Promise<void> }> {
  let loops: Repeated[] = [];
  let client: Client | null = null;
  const step = async () => {
    if (client) return;
    const candidate = new Client({
      connectionString: env().DATABASE_URL,
      application_name: 'rollback-console-leader',
      keepAlive: true,
    });
    candidate.on('error', (error) => {
      logger().warn({ err: error }, "the leader's connection broke");
      client = null;
      void Promise.all(loops.map((loop) => loop.stop()));
    });
    await candidate.connect();
    const { rows } = await candidate.query<{ ok: boolean }>('SELECT pg_try_advisory_lock($1) AS ok', [LEADER_LOCK]);
    if (!rows[0]?.ok) return candidate.end();
    client = candidate;
    loops = startLoops();
  };
  const election = repeat('election', 3_000, step);
  return {
    stop: async () => {
      await election.stop();
      await Promise.all(loops.map((loop) => loop.stop()));
      await client?.end();
    },
  };
}

function startLoops(): Repeated[] {
  return [
    repeat('probe', env().CONSOLE_PROBE_INTERVAL_MS, probeTargets),
    repeat('observe', 20_000, observeTargets),
    repeat('retention', 3_600_000, forgetOldSamples),
    repeat('retention of pushes', 3_600_000, forgetOldPushes),
    repeat('reminders', 30_000, remindDrills),
    repeat('reminders of follow-ups', 30_000, remindFollowUps),
    repeat('search', 2_000, indexIncidents),
  ];
}

/** In every worker: the one that leads may be the one that is suspended, and still holds its lock. Done twice is harmless. */
function searchLoops(): Repeated[] {
  return [
    repeat('lost steps', Math.min(3_000, env().CONSOLE_WORKER_STALE_MS), findLostSteps),
    repeat('lost measurements', Math.min(3_000, env().CONSOLE_WORKER_STALE_MS), findLostMeasurements),
    repeat('lost side steps', Math.min(3_000, env().CONSOLE_WORKER_STALE_MS), findLostSideSteps),
    repeat('expiry', 15_000, expireApprovals),
    repeat('side steps', 15_000, expireSideSteps),
    repeat('blockers', 2_000, watchBlockers),
    repeat('schedule', 5_000, startScheduledRuns),
    repeat('drills', 2_000, openPreparedDrills),
    // On every machine: each keeps heads of its own, and what is written between two of them is all that can be cut unseen.
    repeat('anchors', 10_000, anchorHeads),
  ];
}

/** A loop a channel, so that one that hangs does not hold the others up. In every worker: each message is taken by one. */
function messageLoops(shutdown: AbortSignal): Repeated[] {
  return [
    repeat('slack', 1_000, () => deliverDue('slack', shutdown)),
    repeat('e-mail', 1_000, () => deliverDue('email', shutdown)),
    // Two loops: a push service that hangs must not keep an event from being planned.
    repeat('pushes planned', 1_000, planNewPushes),
    repeat('pushes sent', 1_000, () => deliverPushes(shutdown)),
    repeat('push devices', 10_000, forgetDevices),
    repeat('message clocks', 5_000, watchMessageClocks),
    repeat('escalation', 5_000, watchEscalations),
  ];
}

type Parts = {
  id: string;
  shutdown: AbortController;
  draining: AbortController;
  active: Set<Promise<unknown>>;
  runner: Runner;
  leader: { stop: () => Promise<void> };
  loops: Repeated[];
};

/** Takes no new work at once, lets what runs end by itself for a while, then ends it; what was cut short is unknown. */
async function stopAll({ id, shutdown, draining, active, runner, leader, loops }: Parts): Promise<void> {
  draining.abort();
  // Set first: whatever is waited for below may hang on a connection that is half open.
  const timer = setTimeout(() => shutdown.abort(), env().CONSOLE_WORKER_DRAIN_MS);
  const stopped = runner.stop();
  const left = leader.stop();
  await Promise.allSettled([...active]);
  clearTimeout(timer);
  shutdown.abort();
  await Promise.all([stopped, left]);
  await Promise.all(loops.map((loop) => loop.stop()));
  await db().workerInstance.update({ where: { id }, data: { stoppedAt: new Date() } });
  await stopSpawner();
  closeSshConnections();
  await closeStore();
}
