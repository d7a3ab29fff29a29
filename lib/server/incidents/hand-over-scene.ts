import 'server-only';
import type { HandOverKind, HandOverState } from '@/lib/contracts/hand-over';
import type { Offer, Scene } from '@/lib/domain/hand-over';
import type { RunState } from '@/lib/domain/run-states';
import type { HandOver } from '../generated/prisma/client';
import { type LoadedRun, runFacts } from '../runs/load-run';

/** What lib/domain/hand-over.ts decides from. */
export function sceneOf(
  incident: { state: string; leadId: string | null; declaredById: string },
  run: LoadedRun | null,
): Scene {
  return {
    isIncidentOpen: incident.state === 'open',
    leadId: incident.leadId ?? incident.declaredById,
    run: run && {
      id: run.id,
      state: run.state as RunState,
      driverId: run.driverId,
      deciderIds: decidersOf(run),
    },
  };
}

/** Everybody who has said yes to this plan, also where others still have to: they would drive what they judged. */
function decidersOf(run: LoadedRun): string[] {
  const asked = run.approvals.filter(({ state }) => state === 'requested');
  const given = asked.flatMap(({ decisions }) =>
    decisions.flatMap(({ personId, onBehalfOfId }) => (onBehalfOfId ? [personId, onBehalfOfId] : [personId])),
  );
  return [...runFacts(run).deciderIds, ...given];
}

export function toOffer(row: HandOver): Offer {
  const { id, runId, fromId, toId, offeredById, offeredAt, nudgedAt } = row;
  return {
    ...{ id, runId, fromId, toId, offeredById },
    kind: row.kind as HandOverKind,
    state: row.state as HandOverState,
    toldAt: nudgedAt ?? offeredAt,
  };
}
