import 'server-only';
import type { z } from 'zod';
import type { tickDrillLineSchema } from '@/lib/contracts/drill';
import type { Me } from '@/lib/contracts/views';
import type { Ticks } from '@/lib/domain/drill-checklist';
import { conflict } from '@/lib/domain/errors';
import { appendEvent, storeNow } from '../audit/append-event';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { lockDrill } from './load-drill';

/** Ticks a line that only people can tick, by name and with words; a second tick of a line replaces the first. */
export async function tickDrillLine(me: Me, input: z.output<typeof tickDrillLineSchema>): Promise<null> {
  const actor = await authoriseFor(me, 'drill.tick', { drill: input.drillId });
  const { content } = await getCurrentRunbook();
  return db().$transaction(async (tx) => {
    const drill = await lockDrill(tx, input.drillId);
    if (drill.state !== 'running')
      throw conflict('This drill does not run, so nothing was ticked.', 'Its report is where more can be said.');
    const tick = { byId: actor.id, byName: actor.name, at: (await storeNow(tx)).toISOString(), note: input.note };
    const checklist: Ticks = { ...(drill.checklist as Ticks), [input.line]: tick };
    const lessons = input.line === 'lessons-captured' ? input.note : drill.lessons;
    await tx.drill.update({ where: { id: drill.id }, data: { checklist, lessons } });
    const line = content.drills.checklist.find(({ key }) => key === input.line)?.title ?? input.line;
    await appendEvent(tx, {
      type: 'drill.checklist_ticked',
      incidentId: drill.incidentId,
      actor,
      data: { drillId: drill.id, title: drill.title, line, note: input.note },
    });
    return null;
  });
}
