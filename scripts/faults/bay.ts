import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Inventory, inventorySchema } from '@/lib/contracts/target';
import { decideApproval } from '@/lib/server/approvals/decide-approval';
import { requestApproval } from '@/lib/server/approvals/request-approval';
import { db } from '@/lib/server/db';
import { declareIncident } from '@/lib/server/incidents/declare-incident';
import { abortRun } from '@/lib/server/runs/drive-run';
import { type LoadedRun, type LoadedStep, loadRun } from '@/lib/server/runs/load-run';
import { planRun } from '@/lib/server/runs/plan-run';
import { prepareRun } from '@/lib/server/runs/prepare-run';
import { startRun } from '@/lib/server/runs/start-run';
import { storeTarget } from '@/lib/server/targets/register-target';
import type { TestConsole } from '@/lib/server/testing/open-console';
import type { ProcedureKey } from './runbook';

/** One target with an open incident, on which one run follows another. */
export type Bay = { key: string; folder: string; incidentCode: string; incidentId: string };

export type Trial = {
  bay: Bay;
  runId: string;
  planHash: string;
  load(): Promise<LoadedRun>;
  step(ordinal: number): Promise<LoadedStep>;
  /** How often an effect was had on the target, by the target's own record. */
  effects(which: 'first' | 'second'): number;
};

export type BayOptions = {
  host?: Inventory['hosts'][number];
  sshKey?: string;
  databaseUrl?: string;
  backupTo?: string;
};

/** Registers a target whose commands are the trials' programs, and declares an incident on it. */
export async function openBay(at: TestConsole, options: BayOptions = {}): Promise<Bay> {
  const key = `bay-${randomUUID()}`;
  const folder = join(at.folder, key);
  mkdirSync(folder);
  const file = {
    key,
    name: key,
    environment: 'sandbox' as const,
    databaseUrl: options.databaseUrl ?? at.databaseUrl,
    ...(options.sshKey && { sshKey: options.sshKey }),
    inventory: inventoryOf(at, folder, options),
  };
  await storeTarget(file, null);
  const incidentId = randomUUID();
  const { code } = await declareIncident(at.people.engineer, {
    targetKey: key,
    signals: [{ kind: 'error_rate', value: 400, note: '' }],
    title: 'A fault is tried',
    message: 'A fault is tried.',
    toldBy: ['hotline'],
    requestKey: incidentId,
  });
  return { key, folder, incidentCode: code, incidentId };
}

/** Several at once. */
export function openBays(at: TestConsole, count: number, options: BayOptions = {}): Promise<Bay[]> {
  return Array.from({ length: count }, () => options).reduce<Promise<Bay[]>>(
    async (made, one) => [...(await made), await openBay(at, one)],
    Promise.resolve([]),
  );
}

function inventoryOf(at: TestConsole, folder: string, { host, backupTo }: BayOptions): Inventory {
  const on = host ?? { key: 'here', kind: 'local' as const };
  const run = (name: string, ...words: string[]) => ({
    host: on.key,
    argv: [join(at.folder, 'fault-programs', name), ...words],
  });
  const file = (name: string) => join(folder, name);
  const stay = [file('first'), file('go'), file('pids')];
  return inventorySchema.parse({
    hosts: [on],
    endpoints: [],
    commands: {
      'append-first': run('append', file('first')),
      'append-second': run('append', file('second')),
      gate: run('gate', file('hold-before'), file('at-before')),
      'count-first': run('count', file('first'), file('hold-after'), file('at-after')),
      'count-second': run('count', file('second'), file('never'), file('never')),
      count: run('count', file('first'), file('never'), file('never')),
      stay: run('stay', ...stay),
      stubborn: run('stubborn', ...stay),
      fail: run('fail'),
      linger: run('linger', '1', file('first')),
      pour: run('pour', '1024', '7'),
      backup: run('backup', backupTo ?? file('backup'), '65536'),
      'backup-size': run('backup-size', backupTo ?? file('backup'), '65536'),
    },
    tools: {},
    baseline: { errorRatePercent: 0, p95Ms: 10, measuredAt: '2026-01-01T00:00:00Z' },
    fingerprint: at.fingerprint,
    vector: 'array',
  });
}

/** Another run on this target, approved by the team lead and waiting for its driver. The traces of the last one go. */
export async function approveTrial(at: TestConsole, bay: Bay, procedureKey: ProcedureKey): Promise<Trial> {
  const { approvalId, ...trial } = await requestTrial(at, bay, procedureKey);
  const word = { approvalId, planHash: trial.planHash, verdict: 'approved' as const, reason: 'as agreed' };
  await decideApproval(at.people.lead, word);
  return trial;
}

/** The same, with nobody's word yet. */
export async function requestTrial(
  at: TestConsole,
  bay: Bay,
  procedureKey: ProcedureKey,
): Promise<Trial & { approvalId: string }> {
  clear(bay);
  const { engineer } = at.people;
  const wanted = { incidentCode: bay.incidentCode, procedureKey, branch: 'main', parameters: {} };
  const { runId } = await prepareRun(engineer, wanted);
  await planRun({ runId });
  const { planHash, preflight } = await loadRun(db(), runId);
  if (!planHash) throw new Error(`no plan could be made: ${JSON.stringify(preflight)}`);
  const { approvalId } = await requestApproval(engineer, {
    runId,
    planHash,
    note: 'A trial; where one was denied before, this one is another.',
  });
  const load = () => loadRun(db(), runId);
  return {
    bay,
    approvalId,
    runId,
    planHash,
    load,
    step: async (ordinal) => (await load()).steps.find((step) => step.ordinal === ordinal) as LoadedStep,
    effects: (which) => countLines(join(bay.folder, which)),
  };
}

export function start(at: TestConsole, { runId, planHash }: Trial, mode: 'step' | 'to_decision' = 'to_decision') {
  return startRun(at.people.engineer, { runId, planHash, mode });
}

/** Ends a run that waits for a person, so that the target is free for the next one. */
export async function finish(at: TestConsole, trial: Trial): Promise<void> {
  const { state } = await trial.load();
  if (state === 'waiting') await abortRun(at.people.engineer, { runId: trial.runId, reason: 'the trial is over' });
  clear(trial.bay);
}

export function clear({ folder }: Bay): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
}

export const hold = ({ folder }: Bay, where: 'before' | 'after') => writeFileSync(join(folder, `hold-${where}`), '');
export const letGo = ({ folder }: Bay, where: 'before' | 'after') => rmSync(join(folder, `hold-${where}`));
export const isAt = ({ folder }: Bay, where: 'before' | 'after') => existsSync(join(folder, `at-${where}`));
export const sayGo = ({ folder }: Bay) => writeFileSync(join(folder, 'go'), '');

/** The processes of a step that stays; empty before it has had its effect. */
export function pidsOf({ folder }: Bay): number[] {
  const file = join(folder, 'pids');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return text.endsWith('\n') ? text.trim().split(' ').map(Number) : [];
}

function countLines(file: string): number {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0;
}
