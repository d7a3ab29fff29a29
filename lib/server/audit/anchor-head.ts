import 'server-only';
import { appendFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { db } from '../db';
import { env } from '../env';

/**
 * Writes an incident's chain head to a file outside the store: a chain that is cut short or rewritten as a whole is
 * in itself without a flaw, and only a head kept elsewhere tells.
 */
export async function anchorHead(incidentId: string): Promise<void> {
  const { code, headSeq, headHash } = await db().incident.findUniqueOrThrow({
    where: { id: incidentId },
    select: { code: true, headSeq: true, headHash: true },
  });
  const folder = path.join(env().CONSOLE_DATA_DIR, 'anchors');
  await mkdir(folder, { recursive: true });
  await appendFile(
    path.join(folder, 'heads.jsonl'),
    `${JSON.stringify({ at: new Date().toISOString(), code, seq: headSeq, hash: headHash })}\n`,
  );
}
