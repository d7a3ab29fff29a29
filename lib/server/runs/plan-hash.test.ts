import { expect, it } from 'vitest';
import type { Plan } from '@/lib/contracts/plan';
import { renderPlan } from '@/lib/domain/render-plan';
import { planInput } from '@/lib/domain/testing/fixtures';
import { hashOf } from '../audit/event-chain';

const plan: Plan = {
  ...renderPlan(planInput()),
  blocks: [{ key: 'table-locks', sentence: 'A session has held users for 4 min.' }],
};
plan.steps[0] = {
  ...(plan.steps[0] as Plan['steps'][number]),
  approval: { quorum: 2, roles: ['executive'], separate: true },
};

type Path = readonly (string | number)[];

/** Every value in it that is not made of others. */
function leavesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

function changedAt(value: unknown, [key, ...rest]: Path): unknown {
  if (key === undefined)
    return typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : `${value} and more`;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string | number, unknown>;
  copy[key] = changedAt(copy[key], rest);
  return copy;
}

const leaves = leavesOf(plan);

it('holds what an approval has to bind', () => {
  const names = leaves.map((path) => path.join('.'));
  for (const name of [
    'runbook.hash',
    'severity',
    'target.environment',
    'target.fingerprint.systemIdentifier',
    'target.fingerprint.database',
    'target.inventoryHash',
    'blocks.0.sentence',
    'steps.0.approval.quorum',
    'steps.0.display',
    'steps.0.timeoutMs',
    'steps.0.effect',
  ])
    expect(names).toContain(name);
  expect(names.some((name) => name.startsWith('parameters.'))).toBe(true);
  expect(names.some((name) => name.startsWith('steps.0.action.'))).toBe(true);
});

it.each(leaves.map((path) => [path.join('.'), path] as const))('another %s is another plan', (_, path) => {
  expect(hashOf(changedAt(plan, path))).not.toBe(hashOf(plan));
});

it('no two of these changes make the same plan', () => {
  expect(new Set(leaves.map((path) => hashOf(changedAt(plan, path)))).size).toBe(leaves.length);
});

it('a step left out, doubled, moved or added makes another plan; the order of names in an object does not', () => {
  const [first, ...rest] = plan.steps as [Plan['steps'][number], ...Plan['steps']];
  const others = [rest, [first, first, ...rest], [...rest, first], [...plan.steps, { ...first, key: 'one-more' }]];
  for (const steps of others) expect(hashOf({ ...plan, steps })).not.toBe(hashOf(plan));
  expect(hashOf(Object.fromEntries(Object.entries(plan).reverse()))).toBe(hashOf(plan));
});
