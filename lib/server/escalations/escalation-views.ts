import 'server-only';
import type { EscalationsView } from '@/lib/contracts/escalation-view';
import type { RunbookContent } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import { escalationActions, startableLevels } from '@/lib/domain/escalation';
import { tellingOf } from '@/lib/domain/message-states';
import { db } from '../db';
import { levelOf, namesOf } from './begin-level';

/** The levels that are open in an incident, those that ended, and those that this person could start by themselves. */
export async function toEscalationsView(
  incident: { id: string; state: string },
  content: RunbookContent,
  me: Me,
): Promise<EscalationsView> {
  const rows = await db().escalation.findMany({ where: { incidentId: incident.id }, orderBy: { proposedAt: 'asc' } });
  const batchIds = rows.flatMap(({ batchId }) => (batchId ? [batchId] : []));
  const told =
    batchIds.length === 0
      ? []
      : await db().message.findMany({
          where: { batchId: { in: batchIds } },
          select: { batchId: true, state: true, reaches: true },
        });
  const isOpen = incident.state === 'open';
  const levels = rows.map((row) => {
    const level = levelOf(content, row.level);
    return {
      id: row.id,
      level: row.level,
      state: row.state as EscalationsView['levels'][number]['state'],
      when: level.when,
      because: row.because,
      people: namesOf(content, level),
      batchId: row.batchId,
      telling: tellingOf(
        level.notify,
        told.filter(({ batchId }) => batchId === row.batchId),
      ),
      clockWords: `${level.clock.minutes} min ${level.clock.words}`,
      startedAt: row.startedAt?.toISOString() ?? null,
      dueAt: row.dueAt?.toISOString() ?? null,
      optionTitle: level.options.find((option) => option.key === row.option)?.title ?? null,
      note: row.note,
      actions: escalationActions(row, level, me.role, isOpen),
    };
  });
  const open = rows.filter((row) => row.state === 'proposed' || row.state === 'active');
  return { levels, startable: isOpen ? startableLevels(content.escalation, open, me.role) : [] };
}
