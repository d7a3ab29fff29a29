import 'server-only';
import { z } from 'zod';
import type { ObservedTarget } from '@/lib/contracts/target';
import { PARAMETER_LISTS } from '@/lib/domain/parameter-lists';
import { notifyNews } from '../audit/append-event';
import { db } from '../db';
import type { Prisma } from '../generated/prisma/client';
import { logger } from '../logger';
import { runBinding } from '../runs/run-binding';
import { findMissingTools } from './find-missing-tools';
import { openTarget, type ReachableTarget } from './get-target';
import { lookOnHost } from './run-on-host';

const TAG = 'rollback-observe';

/** Looks at what pages show of a target between incidents too: commits, tools, faults. Changes nothing on it. */
export async function observeTarget({ targetId }: { targetId: string }): Promise<ObservedTarget> {
  const target = await openTarget(targetId);
  const problems: string[] = [];
  const [commits, head, tools, faults, choices] = await Promise.all([
    listCommits(target, problems),
    readHead(target, problems),
    seeTools(target),
    seeFaults(target, problems),
    seeChoices(target, problems),
  ]);
  const observed: ObservedTarget = { commits, head, tools, faults, choices, problems };
  await db().target.update({
    where: { id: targetId },
    data: { observed: observed as unknown as Prisma.InputJsonValue, observedAt: new Date() },
  });
  await notifyNews(db(), { kind: 'probe', targetKey: target.key });
  return observed;
}

export async function observeTargets(): Promise<void> {
  const targets = await db().target.findMany({ where: { isActive: true }, select: { id: true, key: true } });
  for (const { id, key } of targets)
    await observeTarget({ targetId: id }).catch((error: unknown) =>
      logger().error({ err: error, target: key }, 'a target could not be observed'),
    );
}

async function listCommits(target: ReachableTarget, problems: string[]): Promise<ObservedTarget['commits']> {
  const text = await read(target, 'git-log', problems);
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [id = '', at = '', ...subject] = line.split('\t');
      return { id, at, subject: subject.join(' ') };
    });
}

async function seeChoices(target: ReachableTarget, problems: string[]): Promise<ObservedTarget['choices']> {
  const lists = Object.keys(PARAMETER_LISTS).filter((binding) => target.inventory.commands[binding]);
  const seen = lists.map(async (binding) => {
    const text = await read(target, binding, problems);
    return [binding, PARAMETER_LISTS[binding]?.(text) ?? []] as const;
  });
  return Object.fromEntries(await Promise.all(seen));
}

async function readHead(target: ReachableTarget, problems: string[]): Promise<string | null> {
  return (await read(target, 'git-head', problems)) || null;
}

async function read(target: ReachableTarget, command: string, problems: string[]): Promise<string> {
  if (!target.inventory.commands[command]) return '';
  const { result } = await runBinding({ target, tag: TAG }, command, {});
  if (result.ending === 'exited' && result.exitCode === 0) return result.stdout.trim();
  problems.push(
    `${command} did not answer: ${result.stderr.trim().split('\n').at(-1) || result.error || `exit code ${result.exitCode}`}`,
  );
  return '';
}

async function seeTools(target: ReachableTarget): Promise<Record<string, boolean>> {
  const keys = Object.keys(target.inventory.tools);
  const missing = await findMissingTools(target, keys, TAG);
  return Object.fromEntries(keys.map((key) => [key, !missing.includes(key)]));
}

type FaultState = 'on' | 'off' | 'unknown';
const faultListSchema = z.record(z.string(), z.enum(['on', 'off', 'unknown']));

async function seeFaults(target: ReachableTarget, problems: string[]): Promise<Record<string, boolean>> {
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
