import type { Override, PlannedBlock } from '@/lib/contracts/override';
import type { Finding } from '@/lib/contracts/plan';
import { AppError } from './errors';

/**
 * Blocks that an approver may let pass, by the finding's key, and why that is a matter of judgement: what would happen is
 * known and bounded. Whatever stands here not is final: a wrong target, what could not be looked at, what would fail.
 */
const OVERRIDABLE: Readonly<Record<string, string>> = {
  'table-locks': 'A statement waits for its lock within bounds, then gives up and has changed nothing.',
  'open-transactions': 'What waits for them gives up within its time.',
  'old-snapshots': 'Creating the index again would wait for them, and gives up within its time.',
  'alembic-first': 'The way behind Alembic’s back is written out and approved with the plan.',
  'backup-age': 'What was written since the backup is lost: whether that is bearable is for people to say.',
  'backup-provenance':
    'The plan binds its hash, which is read again before it is used; who wrote it is for people to say.',
  'replica-lag': 'Replicas catch up later; nothing is lost on the primary.',
  'replication-slots': 'The primary keeps more of its log until they are read.',
};

export const isOverridable = (key: string): boolean => Object.hasOwn(OVERRIDABLE, key);
/** What overriding it means, in a sentence. */
export const overrideWords = (key: string): string | null => (isOverridable(key) ? (OVERRIDABLE[key] ?? null) : null);

/** What blocks, as it is bound by a plan's hash: what else is found, or found otherwise, makes another plan. */
export function blocksOf(findings: readonly Finding[]): PlannedBlock[] {
  return findings.filter(({ verdict }) => verdict === 'block').map(({ key, sentence }) => ({ key, sentence }));
}

/** Whether approval of a plan can be asked for in spite of all that blocks it. */
export function mayAskInSpite(findings: readonly Finding[]): boolean {
  const blocks = blocksOf(findings);
  return blocks.length > 0 && blocks.every(({ key }) => isOverridable(key));
}

/** Blocks that were not let pass by name; empty where there are none. */
export function leftBlocks(blocks: readonly PlannedBlock[], overrides: readonly Override[]): PlannedBlock[] {
  return blocks.filter(({ key }) => !isOverridable(key) || !overrides.some((one) => one.key === key));
}

/** Refuses an approval that does not name every block with a reason, or names what does not block. */
export function assertOverridden(blocks: readonly PlannedBlock[], overrides: readonly Override[]): void {
  const [left] = leftBlocks(blocks, overrides);
  if (left)
    throw new AppError(
      isOverridable(left.key) ? 'invalid_input' : 'blocked',
      `The preflight found what blocks this plan (${left.key}): ${left.sentence} Nothing was approved.`,
      isOverridable(left.key)
        ? 'Override each block by its name, with a reason, or deny the request.'
        : 'This cannot be overridden; it has to be mended, and looked at again.',
    );
  const strange = overrides.find(({ key }) => !blocks.some((block) => block.key === key));
  if (strange)
    throw new AppError(
      'invalid_input',
      `“${strange.key}” does not block this plan, so it cannot be overridden. Nothing was approved.`,
      'Read the plan as it stands now, then decide again.',
    );
}
