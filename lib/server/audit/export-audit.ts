import 'server-only';
import type { z } from 'zod';
import type { exportAuditSchema } from '@/lib/contracts/audit-view';
import type { Me } from '@/lib/contracts/views';
import { authorise } from '../auth/authorise';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';
import { appendEvent } from './append-event';
import { ensureSigningKey } from './signing-key';

/** The scope of an export of all that its maker reaches; any other is an incident's code. */
export const EVERYTHING = 'everything';

/**
 * Writes down that this person takes the log along, an incident's or the whole; the id is what the file is downloaded by.
 * The event is in the console's own chain, so that an incident that is closed stays as it was closed. It is also where
 * the file ends: downloaded twice, it is the same.
 */
export async function exportAudit(me: Me, input: z.output<typeof exportAuditSchema>): Promise<{ exportId: string }> {
  const actor = await authorise(me, 'audit.read');
  if (input.chain) {
    await authoriseFor(me, 'audit.read', { incident: input.chain });
  }
  const { fingerprint } = await ensureSigningKey(actor);
  const { id } = await db().$transaction((tx) =>
    appendEvent(tx, {
      type: 'audit.exported',
      actor,
      data: { scope: input.chain || EVERYTHING, keyFingerprint: fingerprint },
    }),
  );
  return { exportId: id.toString() };
}
