import type { Finding, Preflight } from '@/lib/contracts/plan';
import { sandboxPaths } from '@/sandbox/paths';
import { git } from '@/sandbox/repository';
import { measure } from '@/sandbox/testing/measure';
import { runBinding } from '@/sandbox/testing/service';
import { continueRun } from '../runs/drive-run';
import type { LoadedRun } from '../runs/load-run';
import { type Rollback, workOff } from './rollback';
import type { ConsoleOnTarget, ShippedConsole } from './shipped';

/** The outcome of a change that was found made. */
export const ALREADY = 'succeeded: It was so already: nothing was run.';

export function switchFault(at: ConsoleOnTarget, key: string, action: 'on' | 'off' | 'status'): Promise<string> {
  return runBinding(at.target.inventory.faults.find((fault) => fault.key === key)?.[action]);
}

/** The probed endpoints that failed in any of some rounds. */
export async function failingEndpoints(at: ConsoleOnTarget, rounds = 2): Promise<string[]> {
  return (await measure(at.target.inventory.endpoints, rounds)).failing;
}

/** A git command in the backend's checkout. */
export function inCheckout(at: ShippedConsole, ...args: string[]): Promise<string> {
  return git(sandboxPaths(at.service.dir), args);
}

/** What Alembic believes: as many rows as the database has. */
export async function revisionsOf(at: ConsoleOnTarget): Promise<string[]> {
  const rows = await at.query<{ version_num: string }>('SELECT version_num FROM alembic_version');
  return rows.map((row) => row.version_num);
}

/** What the preflight of a run said under a key. */
export function findingOf(run: LoadedRun, key: string): Finding | undefined {
  return (run.preflight as unknown as Preflight).findings.find((finding) => finding.key === key);
}

/** The driver's press, and what the worker then does. */
export async function goneOn(
  at: ConsoleOnTarget,
  run: Rollback,
  mode: 'step' | 'to_decision' = 'step',
): Promise<LoadedRun> {
  await continueRun(at.people.engineer, { runId: run.runId, mode });
  return workOff(run);
}
