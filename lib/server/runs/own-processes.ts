import 'server-only';
import path from 'node:path';
import type { CheckResult } from '@/lib/contracts/plan';
import type { Check } from '@/lib/contracts/runbook';
import { displayArgv } from '@/lib/domain/command-policy';
import {
  judgeProcesses,
  type ListedProcess,
  parseFolders,
  parseProcessList,
  processesOf,
  scriptOf,
} from '@/lib/domain/process-list';
import type { ReachableTarget } from '../targets/get-target';
import { type Looker, runBinding } from './run-binding';

/** The bindings that list a host's processes, and say in which folder each of some works. */
export const PROCESS_LIST = 'process-list';
const PROCESS_FOLDERS = 'process-folders';

/**
 * Those among the processes whose script lies in the target's own checkout, which is the folder that the inventory lists
 * processes in: another installation on the same host runs a script of the same name.
 */
export async function ofThisTarget(processes: readonly ListedProcess[], context: Looker): Promise<ListedProcess[]> {
  const root = rootOf(context.target);
  const relative = processes.filter(({ args }) => !path.isAbsolute(scriptOf(args) ?? '/'));
  const folders = relative.length > 0 ? await foldersOf(relative, context) : new Map<number, string>();
  return processes.filter(({ pid, args }) => {
    const script = scriptOf(args);
    const folder = path.isAbsolute(script ?? '') ? '/' : folders.get(pid);
    if (script === null || folder === undefined) return false;
    return root === undefined || isBelow(path.resolve(folder, script), root);
  });
}

const rootOf = (target: ReachableTarget) => target.inventory.commands[PROCESS_LIST]?.cwd;
const isBelow = (file: string, folder: string) => file.startsWith(`${path.resolve(folder)}/`);

async function foldersOf(processes: readonly ListedProcess[], context: Looker): Promise<Map<number, string>> {
  if (!context.target.inventory.commands[PROCESS_FOLDERS]) return new Map();
  const pids = processes.map(({ pid }) => pid).join(',');
  const { result } = await runBinding(context, PROCESS_FOLDERS, { pids });
  return parseFolders(result.stdout);
}

/** Whether the processes that a check means, or any that run its scripts, are as it expects. */
export async function lookAtExactProcesses(
  { command, expect }: Extract<Check, { check: 'exact-processes' }>,
  context: Looker,
): Promise<Omit<CheckResult, 'title' | 'tookMs'>> {
  const { argv, result } = await runBinding(context, command, {});
  const did = displayArgv(argv);
  if (result.exitCode !== 0) {
    const saw = (result.stderr || result.error || '').trim().split('\n')[0] || `exit code ${result.exitCode}`;
    return { isOk: false, isBlind: true, did, expected: 'a list of processes', saw };
  }
  const list = parseProcessList(result.stdout);
  const mine = 'scripts' in expect ? await ofThisTarget(processesOf(list, expect.scripts), context) : [];
  return { did, ...judgeProcesses(expect, list, mine) };
}
