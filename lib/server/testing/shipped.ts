import pg from 'pg';
import type { Preflight } from '@/lib/contracts/plan';
import type { Severity } from '@/lib/contracts/runbook';
import type { TargetFile } from '@/lib/contracts/target';
import { startPreparedService } from '@/sandbox/testing/prepared';
import { endService, removeDir, type Service } from '@/sandbox/testing/service';
import { decideApproval } from '../approvals/decide-approval';
import { requestApproval } from '../approvals/request-approval';
import { db } from '../db';
import { loadRunbook } from '../runbooks/load-runbook';
import { setCurrentRunbook, storeRunbook } from '../runbooks/store-runbook';
import { continueRun, nextStep } from '../runs/drive-run';
import { type LoadedRun, type LoadedStep, loadRun, planOf } from '../runs/load-run';
import { planRun } from '../runs/plan-run';
import { prepareRun } from '../runs/prepare-run';
import { takeWayBack } from '../runs/settle-step';
import { startRun } from '../runs/start-run';
import { storeTarget } from '../targets/register-target';
import { freshly } from './fresh';
import { decision, declare, type Rollback, workOff } from './rollback';
import { openTestConsole, type TestConsole } from './test-console';

/** A console whose runbook is the shipped one, with one target. To be opened once a file. */
export type ConsoleOnTarget = TestConsole & {
  target: TargetFile;
  /** Rows of a query on the target's database, as the console's own role. */
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
};
/** The same, on a real sandbox. */
export type ShippedConsole = ConsoleOnTarget & { service: Service };

export async function openConsoleOn(targetOf: (at: TestConsole) => TargetFile): Promise<ConsoleOnTarget> {
  const at = await openTestConsole();
  const target = targetOf(at);
  const { content, hash } = await loadRunbook('runbooks/replyx', 'sql');
  await storeRunbook(content, hash);
  await setCurrentRunbook(hash);
  await storeTarget(target, null);
  return { ...at, target, query: (text, values) => queryOnce(target.databaseUrl, text, values) };
}

export async function openShippedConsole(): Promise<ShippedConsole> {
  const service = await startPreparedService();
  const at = await openConsoleOn(() => service.target);
  return {
    ...at,
    service,
    async close() {
      await endService(service, 'SIGTERM');
      removeDir(service.dir);
      await at.close();
    },
  };
}

/** A connection of its own each time: some procedures restart the server or swap the database under it. */
async function queryOnce<Row extends pg.QueryResultRow>(connectionString: string, text: string, values?: unknown[]) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

export type Chosen = {
  procedure: string;
  branch: string;
  parameters?: Record<string, string>;
  severity?: Severity;
};

/** A run of a shipped procedure, planned with the real looks. Fails with the preflight where no plan could be made. */
export async function plannedShipped(at: ConsoleOnTarget, chosen: Chosen): Promise<Rollback> {
  const { id, code, target } = await declare(at, {
    severity: chosen.severity,
    target: { key: at.target.key, folder: at.folder },
  });
  const { runId } = await prepareRun(at.people.engineer, {
    incidentCode: code,
    procedureKey: chosen.procedure,
    branch: chosen.branch,
    parameters: chosen.parameters ?? {},
  });
  await planRun({ runId });
  const load = () => loadRun(db(), runId);
  const { planHash, preflight } = await load();
  if (!planHash) throw new Error(`no plan could be made: ${JSON.stringify(preflight)}`);
  const step = async (key: string) => (await load()).steps.find((one) => one.key === key) as LoadedStep;
  return { incidentCode: code, incidentId: id, runId, planHash, target, load, step, effects: () => 0 };
}

/** The same, approved by a lead and started: its first step waits for a worker. */
export async function startedShipped(
  at: ConsoleOnTarget,
  chosen: Chosen & { mode?: 'step' | 'to_decision' },
): Promise<Rollback> {
  const run = await plannedShipped(at, chosen);
  const { findings } = (await run.load()).preflight as unknown as Preflight;
  const blocking = findings.filter((finding) => finding.verdict === 'block');
  if (blocking.length > 0) throw new Error(`the preflight blocks: ${JSON.stringify(blocking)}`);
  await approveShipped(at, run);
  const mode = chosen.mode ?? 'to_decision';
  await startRun(at.people.engineer, { runId: run.runId, planHash: run.planHash, mode });
  return run;
}

export async function approveShipped(at: ConsoleOnTarget, run: Rollback): Promise<{ approvalId: string }> {
  const asked = await requestApproval(at.people.engineer, { runId: run.runId, planHash: run.planHash, note: '' });
  const { executive } = at.people;
  const { exactLists = [] } = planOf(await run.load()) ?? {};
  const confirmed = exactLists.map(({ key, count }) => ({ key, count }));
  await freshly(executive, () => decideApproval(executive, { ...decision({ ...run, ...asked }), confirmed }));
  return asked;
}

/** Works off all steps up to this one, which then waits for the driver's press. For runs that go step by step. */
export async function workUpTo(at: ConsoleOnTarget, run: Rollback, key: string): Promise<LoadedStep> {
  for (;;) {
    const loaded = await workOff(run);
    const next = nextStep(loaded);
    if (next.key === key) return next;
    if (next.state !== 'pending') throw new Error(`${next.key} is ${next.state}: ${JSON.stringify(next.outcome)}`);
    await continueRun(at.people.engineer, { runId: run.runId, mode: 'step' });
  }
}

/** Turns round from wherever the run waits, and goes the way back to its end. */
export async function wentBack(at: ConsoleOnTarget, run: Rollback, branch = 'way-back'): Promise<LoadedRun> {
  const open = nextStep(await run.load());
  const asked = { stepId: open.id, epoch: open.epoch, branch, reason: 'It made nothing better.' };
  await takeWayBack(at.people.engineer, asked);
  return workOff(run);
}

/** State and summary of each step that was not simply passed over, for assertions that read like the run. */
export function stepOutcomes(run: LoadedRun): Record<string, string> {
  const summary = (step: LoadedStep) => (step.outcome as { summary?: string } | null)?.summary ?? '';
  return Object.fromEntries(run.steps.map((step) => [step.key, `${step.state}: ${summary(step)}`]));
}
