import 'server-only';
import type { z } from 'zod';
import type { chooseEscalationSchema, dismissEscalationSchema, escalateSchema } from '@/lib/contracts/inputs';
import type { EscalationLevel, RunbookContent } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import { AppError, conflict, notFound } from '@/lib/domain/errors';
import { decidePermission, escalationActions } from '@/lib/domain/escalation';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';
import type { Escalation } from '../generated/prisma/client';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { beginLevel, levelOf } from './begin-level';

/** Starts a level: the one that the console proposed, or, with a reason, one that a person sees the need for. */
export async function escalate(me: Me, input: z.output<typeof escalateSchema>): Promise<null> {
  const actor = await authoriseFor(me, 'escalation.start', { incident: input.incidentCode });
  const { content } = await getCurrentRunbook();
  const row = levelOf(content, input.level);
  return db().$transaction(async (tx) => {
    const incident = await openIncident(tx, input.incidentCode);
    const proposed = await holdOpen(tx, incident.id, input.level);
    if (proposed?.state === 'active')
      throw conflict(`Level ${input.level} has begun already; nothing was changed.`, 'Look at its clock and options.');
    if (!proposed && input.reason.length < 3)
      throw new AppError(
        'invalid_input',
        'Say why you escalate: the console has not seen the condition itself. Nothing was changed.',
        'Write a sentence, which its people will read.',
        { fields: { reason: 'Write a sentence.' } },
      );
    const because = proposed?.because ?? input.reason;
    const id = proposed?.id ?? (await create(tx, incident.id, input.level, because));
    await beginLevel(tx, content, row, { id, incidentId: incident.id, because, actor, byClock: false });
    return null;
  });
}

async function create(tx: Transaction, incidentId: string, level: number, because: string): Promise<string> {
  const made = await tx.escalation.createManyAndReturn({
    data: [{ incidentId, level, because, proposedAt: await storeNow(tx) }],
    skipDuplicates: true,
  });
  if (!made[0]) throw conflict(`Level ${level} was opened a moment before; nothing was changed.`);
  return made[0].id;
}

/** Records which option was decided on, by whom and why, and stops the level's clock. */
export async function chooseEscalation(me: Me, input: z.output<typeof chooseEscalationSchema>): Promise<null> {
  const actor = await authoriseFor(me, decidePermission(input.level), { incident: input.incidentCode });
  return withEscalation(actor, input, 'escalation-choose', input.option, async (tx, held, row) => {
    const option = row.options.find((one) => one.key === input.option);
    await end(tx, held, actor, { state: 'settled', option: input.option, note: input.reason });
    await appendEvent(tx, {
      type: 'escalation.settled',
      incidentId: held.incidentId,
      actor,
      data: { level: held.level, option: option?.title ?? input.option, note: input.reason },
    });
  });
}

/** Lets a proposal go, with a reason; its condition can bring it back. */
export async function dismissEscalation(me: Me, input: z.output<typeof dismissEscalationSchema>): Promise<null> {
  const actor = await authoriseFor(me, 'escalation.start', { incident: input.incidentCode });
  return withEscalation(actor, input, 'escalation-dismiss', undefined, async (tx, held) => {
    await end(tx, held, actor, { state: 'dismissed', note: input.reason });
    await appendEvent(tx, {
      type: 'escalation.dismissed',
      incidentId: held.incidentId,
      actor,
      data: { level: held.level, reason: input.reason },
    });
  });
}

async function withEscalation(
  actor: Me,
  { incidentCode, level }: { incidentCode: string; level: number },
  key: string,
  argument: string | undefined,
  act: (tx: Transaction, held: Escalation, row: EscalationLevel) => Promise<void>,
): Promise<null> {
  const { content } = await getCurrentRunbook();
  return db().$transaction(async (tx) => {
    const incident = await openIncident(tx, incidentCode);
    const held = await holdOpen(tx, incident.id, level);
    if (!held) throw conflict(`Level ${level} is not open any more; nothing was changed.`);
    assertOffered(held, content, actor, key, argument);
    await act(tx, held, levelOf(content, level));
    return null;
  });
}

/** Refuses what the buttons would not offer this person now. */
function assertOffered(held: Escalation, content: RunbookContent, actor: Me, key: string, argument?: string): void {
  const offered = escalationActions(held, levelOf(content, held.level), actor.role, true).find(
    (action) => action.key === key && (argument === undefined || action.argument === argument),
  );
  if (!offered) throw conflict('This cannot be done with this level now; nothing was changed.');
  if (offered.disabledBecause)
    throw new AppError('forbidden', `${offered.disabledBecause} Nothing was changed.`, 'Ask one of them.');
}

async function openIncident(tx: Transaction, code: string) {
  const incident = await tx.incident.findUnique({ where: { code } });
  if (!incident) throw notFound('incident');
  if (incident.state !== 'open')
    throw conflict('This incident is closed; nothing was changed.', 'Declare a new one if the trouble is back.');
  return incident;
}

/** The level's open row, held to the transaction's end. */
async function holdOpen(tx: Transaction, incidentId: string, level: number): Promise<Escalation | undefined> {
  const [row] = await tx.$queryRaw<Escalation[]>`
    SELECT * FROM "Escalation" WHERE "incidentId" = ${incidentId}::uuid AND "level" = ${level}
      AND "state" IN ('proposed', 'active') FOR UPDATE`;
  return row;
}

async function end(
  tx: Transaction,
  held: Escalation,
  actor: Me,
  data: { state: string; option?: string; note: string },
): Promise<void> {
  await tx.escalation.update({
    where: { id: held.id },
    data: { ...data, endedAt: await storeNow(tx), endedById: actor.id },
  });
}
