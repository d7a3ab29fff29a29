import 'server-only';
import type { RunbookContent } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import { drillActions } from '@/lib/domain/drill-actions';
import { AppError, conflict } from '@/lib/domain/errors';
import type { Transaction } from '../audit/append-event';
import type { Target } from '../generated/prisma/client';
import { factsOfDrill, targetTrouble } from './drill-facts';
import type { LoadedDrill } from './load-drill';

/** Refuses what the drill's buttons would not offer this person now; called inside the transaction that then acts. */
export async function assertDrillAction(
  tx: Transaction,
  drill: LoadedDrill,
  content: RunbookContent,
  actor: Me,
  key: string,
): Promise<Awaited<ReturnType<typeof factsOfDrill>>> {
  const known = await factsOfDrill(tx, drill, content);
  const offered = drillActions(known.facts, actor.role).find((action) => action.key === key);
  if (offered?.disabledBecause)
    throw new AppError(
      'blocked',
      `${offered.disabledBecause} Nothing was changed.`,
      'See to that first, then press again.',
    );
  if (!offered) throw conflict(`This is not possible now: the drill is ${drill.state}. Nothing was changed.`);
  return known;
}

/**
 * A drill breaks and mends on purpose, so its incident's runs go nowhere but to a sandbox or a clone for drills,
 * whatever its target has been registered as since.
 */
export function assertDrillTarget(incident: { isDrill: boolean }, target: Target): void {
  const trouble = incident.isDrill ? targetTrouble(target) : null;
  if (trouble)
    throw new AppError(
      'forbidden',
      `This is a drill. ${trouble} Nothing was planned or started.`,
      'Abort the drill on its page. If something is really wrong there, declare an incident from the Now page.',
    );
}
