import 'server-only';
import type { Me } from '@/lib/contracts/views';
import { RunbookError } from '@/lib/domain/runbook-errors';
import { authorise } from '../auth/authorise';
import { db } from '../db';
import { loadRunbook } from './load-runbook';
import { setCurrentRunbook, storeRunbook } from './store-runbook';

const REFUSED = 'refused-runbook';
const IN_FORCE = 'current-runbook';

/** Why the files were not taken: one line a problem, each with its file, line and key. */
export type RefusedRunbook = { problems: string };

/**
 * Puts the runbook in force that the files hold. Files with mistakes are refused whole; where an earlier version is in
 * force it stays so, since a console that is down because of a typing error helps nobody, and the refusal is kept for
 * people to see. Without an earlier version the RunbookError is thrown.
 */
export async function adoptRunbook(folder: string, sqlFolder: string): Promise<RefusedRunbook | null> {
  try {
    const { content, hash } = await loadRunbook(folder, sqlFolder);
    await storeRunbook(content, hash);
    await setCurrentRunbook(hash);
    await db().setting.deleteMany({ where: { key: REFUSED } });
    return null;
  } catch (error) {
    if (!(error instanceof RunbookError)) throw error;
    if (!(await db().setting.findUnique({ where: { key: IN_FORCE } }))) throw error;
    const refused = { problems: error.message };
    await db().setting.upsert({
      where: { key: REFUSED },
      create: { key: REFUSED, value: refused },
      update: { value: refused },
    });
    return refused;
  }
}

/** What the last start refused, or null: then the files are what is in force. */
export async function getRefusedRunbook(me: Me): Promise<RefusedRunbook | null> {
  await authorise(me, 'console.read');
  const setting = await db().setting.findUnique({ where: { key: REFUSED } });
  return (setting?.value as RefusedRunbook | undefined) ?? null;
}
