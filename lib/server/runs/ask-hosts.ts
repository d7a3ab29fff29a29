import 'server-only';
import type { RenderedStep } from '@/lib/contracts/plan';
import type { RunningCommand } from '@/lib/contracts/side-step';
import { AppError } from '@/lib/domain/errors';
import { runsOnHosts } from '@/lib/domain/host-actions';
import type { HostState } from '@/lib/domain/host-states';
import { reconcileSsh } from '../targets/execute-command';
import type { ReachableTarget } from '../targets/get-target';
import { credentialsOf } from '../targets/run-on-host';
import { nameOf, type SshHost } from '../targets/ssh-connection';
import type { HostEnd, HostRow } from './step-hosts';
import { tagOf } from './step-tag';

export type HostSaid = {
  row: HostRow;
  said: Omit<HostEnd, 'state'> & { state: HostState };
  /** Whether it may be run there again, if a person says so: not while it still runs, nor where that cannot be seen. */
  mayRun: boolean;
  /** Where it still runs. */
  running?: RunningCommand;
};

/** Names one attempt on one host, where every attempt is started once. */
export function hostTag(step: { id: string; epoch: number }, ordinal: number): string {
  return `${tagOf({ step })}.${ordinal}`;
}

/**
 * Asks each host that the step was lost sight of on what became of it there. Asking also keeps a late start from
 * happening. Hosts of which something is known are not asked.
 */
export async function askLostHosts(
  rendered: RenderedStep,
  stepId: string,
  rows: readonly HostRow[],
  target: ReachableTarget,
): Promise<HostSaid[]> {
  if (!runsOnHosts(rendered.action) || !rendered.action.fanOut) return [];
  const lost = rows.filter(({ state }) => state === 'running' || state === 'unknown');
  return Promise.all(lost.map(async (row) => ({ row, ...(await askOne(stepId, row, target)) })));
}

/** A command on a remote host, as whoever ends it has to know it. */
export function runningOn(host: SshHost, tag: string, groupId: number): RunningCommand {
  return { host: host.key, where: nameOf(host), tag, pids: [groupId], machine: null };
}

/** What the host itself wrote down. A local command leaves nothing: it ended with its worker, and how is not known. */
async function askOne(stepId: string, row: HostRow, target: ReachableTarget): Promise<Omit<HostSaid, 'row'>> {
  const unknown = (summary: string, mayRun: boolean) => ({
    said: { state: 'unknown' as const, summary, exitCode: null },
    mayRun,
  });
  const host = target.inventory.hosts.find(({ key }) => key === row.host);
  // What was seen of one that could not be ended stays its word; one that only lost its worker ended with it.
  const kept = row.state === 'unknown' ? row.summary : '';
  if (host?.kind !== 'ssh')
    return unknown(kept || 'it ended with the worker that ran it; how far it came is not known', true);
  try {
    const tag = hostTag({ id: stepId, epoch: row.epoch }, row.ordinal);
    const { state, exitCode, sentence, groupId } = await reconcileSsh(host, tag, credentialsOf(target));
    if (state === 'never_started') return { said: { state: 'untouched', summary: sentence, exitCode }, mayRun: true };
    if (groupId !== undefined) return { ...unknown(sentence, false), running: runningOn(host, tag, groupId) };
    if (state !== 'exited') return unknown(sentence, state === 'gone');
    const ended = exitCode === 0 ? ('succeeded' as const) : ('failed' as const);
    return { said: { state: ended, summary: sentence, exitCode }, mayRun: true };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return unknown(`what the host wrote down cannot be read: ${error.message}`, false);
  }
}
