import 'server-only';
import { z } from 'zod';
import { runBinding } from '../runs/run-binding';
import type { ReachableTarget } from './get-target';
import { lookOnHost } from './run-on-host';

const TAG = 'rollback-observe';
type FaultState = 'on' | 'off' | 'unknown';
const faultListSchema = z.record(z.string(), z.enum(['on', 'off', 'unknown']));

/** Which faults are on, by asking the target. One that cannot be seen is left out, and named among the problems. */
export async function seeFaults(target: ReachableTarget, problems: string[]): Promise<Record<string, boolean>> {
  const seen: Record<string, boolean> = {};
  const { faults } = target.inventory;
  const listed = faults.length > 0 ? await listFaults(target) : null;
  for (const fault of faults) {
    const state = listed ? listed[fault.key] : await askFault(target, fault);
    if (state === 'on' || state === 'off') seen[fault.key] = state === 'on';
    else problems.push(`whether "${fault.title}" is on cannot be seen`);
  }
  return seen;
}

/** One command for all of them where the target has one: each is a process on a machine that others wait for. */
async function listFaults(target: ReachableTarget): Promise<Record<string, FaultState> | null> {
  if (!target.inventory.commands['sandbox-faults']) return null;
  const { result } = await runBinding({ target, tag: TAG }, 'sandbox-faults', {});
  if (result.ending !== 'exited' || result.exitCode !== 0) return null;
  return faultListSchema.parse(JSON.parse(result.stdout));
}

async function askFault(
  target: ReachableTarget,
  fault: ReachableTarget['inventory']['faults'][number],
): Promise<FaultState> {
  const result = await lookOnHost(target, fault.status, { timeoutMs: 15_000, tag: TAG });
  if (result.exitCode !== 0) return 'unknown';
  return result.stdout.trim().endsWith('on') ? 'on' : 'off';
}
