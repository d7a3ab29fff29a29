import 'server-only';
import type { z } from 'zod';
import type { composeMessageSchema } from '@/lib/contracts/message-inputs';
import type { Me } from '@/lib/contracts/views';
import { conflict, notFound } from '@/lib/domain/errors';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { contactKeysOf } from './message-drafts';
import { sendBatch } from './send-batch';

/**
 * Sends what a person wrote to the team; what they wrote to customers becomes a draft that a second person lets out.
 * After the end only "resolved" is left to be said.
 */
export async function composeMessage(
  me: Me,
  input: z.output<typeof composeMessageSchema>,
): Promise<{ batchId: string }> {
  const actor = await authoriseFor(me, 'message.write', { incident: input.incidentCode });
  const { audience, kind, subject, body, leaveOut } = input;
  return db().$transaction(async (tx) => {
    const incident = await tx.incident.findUnique({
      where: { code: input.incidentCode },
      include: { target: true, signals: true, runs: { select: { procedureKey: true } } },
    });
    if (!incident) throw notFound('incident');
    if (incident.state !== 'open' && kind !== 'resolved')
      throw conflict('This incident is closed; nothing was sent.', 'Tell them that it is resolved instead.');
    const { content } = await getCurrentRunbook(tx);
    const { batchId } = await sendBatch(tx, {
      incidentId: incident.id,
      audience,
      kind,
      subject,
      body,
      contactKeys: contactKeysOf(incident, content),
      byId: actor.id,
      choices: Object.fromEntries(leaveOut.map((key) => [key, 'leave'] as const)),
    });
    return { batchId };
  });
}
