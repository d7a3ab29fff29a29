import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Severity } from '@/lib/contracts/runbook';
import { type Inventory, inventorySchema } from '@/lib/contracts/target';
import type { Me } from '@/lib/contracts/views';
import { decideApproval } from '../approvals/decide-approval';
import { requestApproval } from '../approvals/request-approval';
import { db } from '../db';
import { declareIncident } from '../incidents/declare-incident';
import { executeStep } from '../runs/execute-step';
import { type LoadedRun, type LoadedStep, loadRun } from '../runs/load-run';
import { planRun } from '../runs/plan-run';
import { prepareRun } from '../runs/prepare-run';
import { startRun } from '../runs/start-run';
import { storeTarget } from '../targets/register-target';
import { freshly } from './fresh';
import type { TestConsole } from './open-console';
import { programFile } from './programs';

const SIGNALS = {
  critical: 'data_corruption',
  high: 'error_rate',
  medium: 'slowdown',
  low: 'minor_slowness',
} as const;

export type TestTarget = { key: string; folder: string };
export type Rollback = {
  incidentCode: string;
  incidentId: string;
  runId: string;
  planHash: string;
  target: TestTarget;
  load(): Promise<LoadedRun>;
  step(key: string): Promise<LoadedStep>;
  /** How often a program has had its effect on this target. */
  effects(file?: 'effect' | 'second'): number;
};
export type Approved = Rollback & { approvalId: string };

/** A target with a folder of its own, in which the programs leave their traces. */
export async function registerTestTarget(at: TestConsole, over: Partial<Inventory> = {}): Promise<TestTarget> {
  const target = { key: `target-${randomUUID()}`, folder: join(at.folder, randomUUID()) };
  await mkdir(target.folder);
  await writeFile(join(target.folder, 'connection'), at.databaseUrl);
  await storeTarget(targetFile(at, target, over), null);
  return target;
}

/** Puts another command under the name that the runbook's steps and checks know. */
export async function rebind(at: TestConsole, target: TestTarget, name: string, program: string, ...files: string[]) {
  const file = targetFile(at, target);
  const argv = [process.execPath, programFile(at.folder, program), ...files.map((f) => join(target.folder, f))];
  const commands = { ...file.inventory.commands, [name]: { host: 'here', argv } };
  await storeTarget({ ...file, inventory: { ...file.inventory, commands } }, null);
}

export function targetFile(at: TestConsole, { key, folder }: TestTarget, over: Partial<Inventory> = {}) {
  const program = (name: string, ...args: string[]) => ({
    host: 'here',
    argv: [process.execPath, programFile(at.folder, name), ...args],
  });
  const [effect, second] = ['effect', 'second'].map((name) => join(folder, name)) as [string, string];
  const inventory = inventorySchema.parse({
    hosts: [{ key: 'here', kind: 'local' }],
    endpoints: [],
    commands: {
      append: program('append', effect),
      'append-second': program('append', second),
      count: program('count', effect),
      'count-second': program('count', second),
      slow: program('slow', effect, join(folder, 'go'), join(folder, 'pids')),
      nothing: { host: 'here', argv: ['true'] },
      fail: program('fail'),
      talk: program('talk'),
      leak: program('leak', join(folder, 'connection'), '0'),
      'leak-in-check': program('leak', join(folder, 'connection'), '1'),
    },
    tools: {},
    baseline: { errorRatePercent: 0, p95Ms: 10, measuredAt: '2026-01-01T00:00:00Z' },
    fingerprint: at.fingerprint,
    vector: 'array',
    ...over,
  });
  return { key, name: `Target ${key}`, environment: 'sandbox' as const, databaseUrl: at.databaseUrl, inventory };
}

type Wanted = {
  procedure?: string;
  parameters?: Record<string, string>;
  severity?: Severity;
  target?: TestTarget;
  told?: boolean;
  by?: Me;
  approver?: Me;
};

export async function declare(at: TestConsole, { severity = 'high', target, told = true, by }: Wanted = {}) {
  const on = target ?? (await registerTestTarget(at));
  const id = randomUUID();
  const { code } = await declareIncident(by ?? at.people.engineer, {
    targetKey: on.key,
    signals: [{ kind: SIGNALS[severity], value: 400, note: '' }],
    title: 'Something is wrong',
    message: 'We are on it.',
    toldBy: told ? ['hotline'] : [],
    requestKey: id,
  });
  return { id, code, target: on };
}

/** A run whose plan lies there to be sent for approval. */
export async function plannedRun(at: TestConsole, wanted: Wanted = {}): Promise<Rollback> {
  const { id, code, target } = await declare(at, wanted);
  const procedureKey = wanted.procedure ?? '1.1';
  const branch = procedureKey === '1.3' ? 'first' : 'main';
  const { runId } = await prepareRun(wanted.by ?? at.people.engineer, {
    incidentCode: code,
    procedureKey,
    branch,
    parameters: wanted.parameters ?? {},
  });
  await planRun({ runId });
  const load = () => loadRun(db(), runId);
  const { planHash, preflight } = await load();
  if (!planHash) throw new Error(`no plan could be made: ${JSON.stringify(preflight)}`);
  return {
    incidentCode: code,
    incidentId: id,
    runId,
    planHash,
    target,
    load,
    step: async (key) => (await load()).steps.find((step) => step.key === key) as LoadedStep,
    effects: (file = 'effect') => countLines(join(target.folder, file)),
  };
}

export function countLines(file: string): number {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').length : 0;
}

export async function requestedRun(at: TestConsole, wanted: Wanted = {}): Promise<Approved> {
  const run = await plannedRun(at, wanted);
  const asked = { runId: run.runId, planHash: run.planHash, note: '' };
  return { ...run, ...(await requestApproval(wanted.by ?? at.people.engineer, asked)) };
}

const APPROVER = { critical: 'executive', high: 'lead', medium: 'otherEngineer', low: 'lead' } as const;

export async function approvedRun(at: TestConsole, wanted: Wanted = {}): Promise<Approved> {
  const run = await requestedRun(at, wanted);
  const approver = wanted.approver ?? at.people[APPROVER[wanted.severity ?? 'high']];
  await freshly(approver, () => decideApproval(approver, decision(run)));
  return run;
}

export function decision(run: Approved, verdict: 'approved' | 'denied' = 'approved') {
  return { approvalId: run.approvalId, planHash: run.planHash, verdict, reason: 'as agreed' };
}

/** Approved, then started by the engineer: its first step waits for a worker. */
export async function startedRun(at: TestConsole, wanted: Wanted & { mode?: 'step' | 'to_decision' } = {}) {
  const run = await approvedRun(at, wanted);
  await startRun(wanted.by ?? at.people.engineer, {
    runId: run.runId,
    planHash: run.planHash,
    mode: wanted.mode ?? 'step',
  });
  return run;
}

/** Does a worker's part for this run, in this process, until no step of it is ready for one. */
export async function workOff(run: Rollback, signal = new AbortController().signal): Promise<LoadedRun> {
  for (;;) {
    const loaded = await run.load();
    const ready = loaded.steps.find((step) => step.state === 'ready');
    if (loaded.state !== 'running' || !ready) return loaded;
    await executeStep({ stepId: ready.id, epoch: ready.epoch }, { id: randomUUID(), shutdown: signal });
  }
}
