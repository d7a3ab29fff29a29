import 'server-only';
import type { Transaction } from '../audit/append-event';
import { env } from '../env';
import type { Approval } from '../generated/prisma/client';
import { sendBatch } from '../messages/send-batch';
import type { LoadedRun } from '../runs/load-run';

/** Tells whoever asked that their request came to nothing, where mail is connected; the room says it in any case. */
export async function tellAsker(
  tx: Transaction,
  run: LoadedRun,
  { requestedById, planHash }: Pick<Approval, 'requestedById' | 'planHash'>,
  { what, because }: { what: string; because: string },
): Promise<void> {
  await sendBatch(tx, {
    incidentId: run.incidentId,
    audience: 'internal',
    kind: 'approval',
    subject: `${what}: ${run.incident.title} (${run.incident.code})`,
    body: [
      `${because}.`.replace(/\.\.$/, '.'),
      `Plan: ${planHash.slice(0, 8)} on ${run.target.name}. Nothing runs with it.`,
      `Look at it and ask again: ${env().NEXTAUTH_URL}/incidents/${run.incident.code}`,
    ].join('\n'),
    contactKeys: [],
    personIds: [requestedById],
    byId: null,
    leavesOutUnset: true,
  });
}
