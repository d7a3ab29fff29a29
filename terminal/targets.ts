import { notFound } from '@/lib/domain/errors';
import { listTargets, type TargetItem } from '@/lib/server/targets/list-targets';
import { usageError } from './errors';
import type { Terminal } from './terminal';

/** The target that was named, or the only one of those that would do. */
export async function findTarget(
  at: Terminal,
  key: string | undefined,
  { isSandbox = false }: { isSandbox?: boolean } = {},
): Promise<TargetItem> {
  const { targets } = await at.read(listTargets);
  if (key) {
    const named = targets.find((target) => target.key === key);
    if (!named) throw notFound('target');
    return named;
  }
  const fitting = targets.filter((target) => !isSandbox || target.environment === 'sandbox');
  if (fitting.length === 1) return fitting[0] as TargetItem;
  const what = isSandbox ? 'sandbox' : 'target';
  const keys = fitting.map((target) => target.key).join(', ');
  throw usageError(
    fitting.length === 0 ? `There is no ${what}.` : `There are several: ${keys}.`,
    `Name the ${what} by its key.`,
  );
}
