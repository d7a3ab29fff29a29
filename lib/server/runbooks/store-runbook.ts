import 'server-only';
import type { RunbookContent } from '@/lib/contracts/runbook';
import { AppError } from '@/lib/domain/errors';
import { appendEvent, type Transaction } from '../audit/append-event';
import { db } from '../db';
import { onceAReading } from '../one-reading';
import { assertRunbookPolicy } from './runbook-policy';

export type StoredRunbook = {
  id: string;
  key: string;
  label: string;
  hash: string;
  content: RunbookContent;
  createdAt: Date;
};

/**
 * Keeps a runbook as an immutable version; one that is already there is found by its hash. Throws RunbookError where the
 * policies refuse some of what it would run. The one other way into the store is `keepImport`, which asks the same of
 * what was brought in.
 */
export async function storeRunbook(content: RunbookContent, hash: string): Promise<{ isNew: boolean }> {
  await assertRunbookPolicy(content);
  return db().$transaction(async (tx) => {
    const made = await tx.runbookVersion.createMany({
      data: { key: content.key, label: content.label, hash, content: JSON.parse(JSON.stringify(content)) },
      skipDuplicates: true,
    });
    if (made.count === 0) return { isNew: false };
    await appendEvent(tx, {
      type: 'runbook.stored',
      data: { key: content.key, label: content.label, hash },
      actor: null,
    });
    return { isNew: true };
  });
}

/** The hash of the version in force is a setting, so that going back to an earlier file is possible. */
export async function setCurrentRunbook(hash: string): Promise<void> {
  await db().setting.upsert({
    where: { key: 'current-runbook' },
    create: { key: 'current-runbook', value: hash },
    update: { value: hash },
  });
}

const kept = new Map<string, StoredRunbook>();

/**
 * The runbook in force. Versions never change, so each is read from the store once a process. Inside a transaction give
 * it: a second connection may be one that the transactions waiting for this one hold.
 */
export async function getCurrentRunbook(tx?: Transaction): Promise<StoredRunbook> {
  const hash = await (tx ? readHash(tx) : onceAReading('runbook in force', () => readHash(db())));
  if (hash === null)
    throw new AppError(
      'unexpected',
      'No runbook has been read.',
      'Start the console anew: it reads runbooks/replyx at its start.',
    );
  return getRunbook({ hash }, tx);
}

async function readHash(tx: Transaction): Promise<string | null> {
  const setting = await tx.setting.findUnique({ where: { key: 'current-runbook' } });
  return setting ? String(setting.value) : null;
}

export async function getRunbook(
  where: { hash: string } | { id: string },
  tx: Transaction = db(),
): Promise<StoredRunbook> {
  const cacheKey = JSON.stringify(where);
  const found = kept.get(cacheKey);
  if (found) return found;
  const row = await tx.runbookVersion.findUniqueOrThrow({ where: where as { hash: string } });
  const stored = {
    id: row.id,
    key: row.key,
    label: row.label,
    hash: row.hash,
    content: row.content as unknown as RunbookContent,
    createdAt: row.createdAt,
  };
  kept.set(cacheKey, stored);
  return stored;
}
