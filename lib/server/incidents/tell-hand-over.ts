import 'server-only';
import type { Me } from '@/lib/contracts/views';
import type { Transaction } from '../audit/append-event';
import { env } from '../env';
import type { HandOver } from '../generated/prisma/client';
import { sendBatch } from '../messages/send-batch';

type Words = { from: string; to: string; note?: string; reason?: string };
type Happening = 'offered' | 'nudged' | 'accepted' | 'declined';

const WHAT = { incident: 'the incident', wheel: 'the wheel' } as const;

/**
 * Tells whoever it waits for now, and the team's room: who answers for an incident is what everybody has to know. Only over
 * channels that are connected, since whoever is in the room sees it there.
 */
export async function tellHandOver(
  tx: Transaction,
  incident: { id: string; code: string; title: string; target: { name: string } },
  { kind, toId, fromId, note }: HandOver,
  { from, to, reason }: Words,
  happening: Happening,
  actor: Me,
): Promise<void> {
  const what = WHAT[kind as keyof typeof WHAT];
  const asks = happening === 'offered' || happening === 'nudged';
  const subject = {
    offered: `${to}: please take over ${what}`,
    nudged: `Reminder, ${to}: please take over ${what}`,
    accepted: `${to} leads the incident now`,
    declined: `${to} does not take over ${what}`,
  }[happening];
  const body = [
    `${incident.title} on ${incident.target.name}.`,
    asks ? `${from} has ${what} until ${to} accepts.` : '',
    happening === 'accepted' ? `${from} led it until now.` : '',
    reason ? `Because: ${reason}` : '',
    happening === 'declined' ? '' : note,
    `The room: ${env().NEXTAUTH_URL}/incidents/${incident.code}`,
  ];
  await sendBatch(tx, {
    incidentId: incident.id,
    audience: 'internal',
    kind: 'reminder',
    subject: `${subject} (${incident.code})`,
    body: body.filter(Boolean).join('\n\n'),
    contactKeys: [],
    personIds: [asks ? toId : fromId],
    byId: actor.id,
    leavesOutUnset: true,
  });
}
