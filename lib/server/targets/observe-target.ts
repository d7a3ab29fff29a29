import 'server-only';
import type { ObservedTarget } from '@/lib/contracts/target';
import { PARAMETER_LISTS } from '@/lib/domain/parameter-lists';
import { db } from '../db';
import { logger } from '../logger';
import { runBinding } from '../runs/run-binding';
import { findMissingTools } from './find-missing-tools';
import { openTarget, type ReachableTarget } from './get-target';
import { beginLook, keepObserved } from './look-order';
import { seeFaults } from './see-faults';

const TAG = 'rollback-observe';

/** Looks at what pages show of a target between incidents too: commits, tools, faults. Changes nothing on it. */
export async function observeTarget({ targetId }: { targetId: string }): Promise<ObservedTarget> {
  const look = await beginLook(targetId);
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
  await keepObserved(targetId, look, observed);
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
